/** What a person looks for: alternatives, of which one has to hold; of each, every term. */
export interface SearchQuery {
  alternatives: SearchTerm[][];
  /** What was typed and is not looked for, as a sentence; null where all is. */
  sentence: string | null;
}

export interface SearchTerm {
  /** A word as it is, words in a row, or the beginning of a word. */
  kind: "word" | "phrase" | "prefix";
  text: string;
  /** Lines that hold it are left out. */
  isLeftOut: boolean;
}

/** Beyond, more terms find nothing that somebody meant. */
const maxTerms = 32;
/** No word of any language is as long, and the database takes none of 2,000 bytes. */
const maxLetters = 500;
const saysSomething = /[\p{L}\p{N}]/u;
// Of controls, format characters and halves of pairs no word is made, and the database takes not all of them.
const nothing = /[\p{Cc}\p{Cs}\u2028\u2029\uFFFE\uFFFF]+/gu;
const piece = /(-?)(?:"([^"]*)(?:"|$)|([^\s"]+))/gu;

/** `words`, `"a phrase"`, `begin*`, `-without`, `this or that`: whatever is typed is a query; signs that make none are left
 * out. */
export function parseSearchQuery(typed: string): SearchQuery {
  const alternatives: SearchTerm[][] = [[]];
  let sentence: string | null = null;
  let count = 0;
  for (const [, minus, quoted, bare] of typed.replace(nothing, " ").matchAll(piece)) {
    if (minus === "" && bare?.toLowerCase() === "or") {
      alternatives.push([]);
      continue;
    }
    const term =
      quoted === undefined ? parseBare(bare ?? "") : { kind: "phrase" as const, text: quoted.trim() };
    if (!saysSomething.test(term.text)) continue;
    if (term.text.length > maxLetters) {
      sentence = `What is longer than ${maxLetters} letters was not looked for.`;
      continue;
    }
    if (count === maxTerms) {
      sentence = `Only the first ${maxTerms} words were looked for.`;
      break;
    }
    count += 1;
    alternatives.at(-1)?.push({ ...term, isLeftOut: minus === "-" });
  }
  const meant = alternatives.filter((terms) => terms.length > 0);
  const whole = meant.filter((terms) => terms.some(({ isLeftOut }) => !isLeftOut));
  if (whole.length < meant.length) sentence = "Add a word to look for: a minus only leaves lines out.";
  return { alternatives: whole, sentence };
}

function parseBare(bare: string): Pick<SearchTerm, "kind" | "text"> {
  const text = bare.replace(/\*+$/u, "");
  // A single letter begins too many words.
  return { kind: text.length < bare.length && Array.from(text).length > 1 ? "prefix" : "word", text };
}
