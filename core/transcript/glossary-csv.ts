import { normalizeTerm, type ParsedTerms, parseTerms, termLimits, type VocabularyTerm } from "./parse-terms";

/** A spreadsheet takes what begins so for a formula, and carries it out. */
const formulaStart = /^[=+\-@\t\r]/;
/** More lines no glossary has. */
const mostLines = 20_000;

/** A line a term: the term, then how else it is heard, a column each. RFC 4180, with a header. A field that a spreadsheet
 * would take for a formula has an apostrophe before it, which reading takes away again. */
export function serializeGlossaryCsv(terms: readonly VocabularyTerm[]): string {
  const columns = Array.from({ length: termLimits.soundsLike }, () => "sounds like");
  const rows = [["term", ...columns], ...terms.map(({ text, soundsLike }) => [text, ...soundsLike])];
  return rows.map((row) => `${row.map(serializeField).join(",")}\r\n`).join("");
}

function serializeField(text: string): string {
  const safe = formulaStart.test(text) ? `'${text}` : text;
  return /["',;\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Terms of a file that people made: CSV with commas, semicolons or tabs, with a header or without, or a term a line as
 * `parseTerms` reads it. */
export function parseGlossary(file: string): ParsedTerms {
  const text = file.replace(/^\uFEFF/, "");
  const head = text.slice(0, 2_000);
  const firstLine = head.split(/\r?\n/, 1)[0] ?? "";
  const hasHeader = /^"?(term|text|word|name)"?\s*([,;\t]|$)/i.test(firstLine);
  if (!hasHeader && (/=/.test(head) || !/[,\t"]/.test(head))) return parseTerms(text);
  const separator = [",", ";", "\t"].reduce((best, one) =>
    firstLine.split(one).length > firstLine.split(best).length ? one : best,
  );
  const rows = parseRows(text, separator).slice(hasHeader ? 1 : 0, mostLines);
  const found = new Map<string, VocabularyTerm>();
  const refused: string[] = [];
  for (const row of rows) {
    const [name = "", ...rest] = row.map(withoutGuard);
    if (row.every((field) => field.trim() === "")) continue;
    const term = normalizeTerm(name);
    if (term === null) {
      refused.push(row.join(separator).trim().slice(0, 200));
      continue;
    }
    const heard = rest.map(normalizeTerm).filter((one) => one !== null);
    const soundsLike = [...(found.get(term)?.soundsLike ?? []), ...heard];
    found.set(term, { text: term, soundsLike: [...new Set(soundsLike)].slice(0, termLimits.soundsLike) });
  }
  return { terms: [...found.values()], refused };
}

const withoutGuard = (field: string) => (/^'[=+\-@\t\r]/.test(field) ? field.slice(1) : field);

/** Quotes that are never closed end with their line: the rest of the file is not swallowed. */
function parseRows(text: string, separator: string): string[][] {
  const rows: string[][] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (rows.length > mostLines) break;
    const fields: string[] = [];
    let field = "";
    let quoted = false;
    for (let at = 0; at < line.length; at++) {
      const letter = line[at] as string;
      if (quoted && letter === '"' && line[at + 1] === '"') {
        field += '"';
        at++;
      } else if (letter === '"' && (quoted || field === "")) quoted = !quoted;
      else if (letter === separator && !quoted) {
        fields.push(field);
        field = "";
      } else field += letter;
    }
    rows.push([...fields, field]);
  }
  return rows;
}
