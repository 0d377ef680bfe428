/** What is looked for in a document, line by line. */
export interface FindQuery {
  text: string;
  matchesCase: boolean;
  /** Unicode aware; an apostrophe ends a word, so that a name is found in its genitive, too. */
  wholeWord: boolean;
  /** `text` is a regular expression, and the replacement may speak of its groups: $1, $&, $<name>, $$. */
  isExpression: boolean;
}

/** Where matches stand: for each three numbers, the index of its line and its start and end in it (UTF-16). A flat array,
 * as there may be as many as there are letters. */
export interface Matches {
  count: number;
  places: Int32Array;
}

/** Told by its name, as bundles have copies of their own. The message is a sentence for a person. */
export class FindQueryInvalid extends Error {
  override readonly name = "FindQueryInvalid";
}

const wordCharacter = "[\\p{L}\\p{M}\\p{N}_]";
const wordStart = `(?<!${wordCharacter}(?=${wordCharacter}))`;
const wordEnd = `(?!(?<=${wordCharacter})${wordCharacter})`;

/** Null when nothing is looked for. Offsets are those of the text as it is: letters are compared by simple folding, which
 * changes no length, and a pair of surrogates is one letter.
 * @throws FindQueryInvalid */
export function compileQuery({ text, matchesCase, wholeWord, isExpression }: FindQuery): RegExp | null {
  if (text === "") return null;
  const body = isExpression ? text : escapeExpression(text.normalize("NFC"));
  try {
    // By itself first: `)(` would be closed by the brackets around it.
    const bare = new RegExp(body, matchesCase ? "gu" : "giu");
    return wholeWord ? new RegExp(`${wordStart}(?:${body})${wordEnd}`, bare.flags) : bare;
  } catch (error) {
    throw new FindQueryInvalid(`This is not a regular expression: ${describeSyntax(error)}.`);
  }
}

function escapeExpression(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

/** The engine's reason without the pattern, which the person sees anyway. */
function describeSyntax(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const reason = message.slice(message.lastIndexOf(": ") + 2).replace(/\.$/, "");
  return reason.charAt(0).toLowerCase() + reason.slice(1);
}

/** All matches, in order. They do not overlap; one of no length is none: there is nothing to see or to replace.
 * @throws FindQueryInvalid */
export function findMatches(lines: readonly string[], query: FindQuery): Matches {
  const expression = compileQuery(query);
  const places: number[] = [];
  if (expression) {
    for (const [line, text] of lines.entries()) {
      eachMatch(expression, text, ({ index, 0: found }) => places.push(line, index, index + found.length));
    }
  }
  return { count: places.length / 3, places: Int32Array.from(places) };
}

function eachMatch(expression: RegExp, text: string, visit: (match: RegExpExecArray) => void) {
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match; match = expression.exec(text)) {
    if (match[0] !== "") visit(match);
    else expression.lastIndex += (text.codePointAt(match.index) ?? 0) > 0xffff ? 2 : 1;
  }
}

/** The lines that a replacement of all matches changes, with their new text.
 * @throws FindQueryInvalid */
export function replaceMatches(
  lines: readonly string[],
  query: FindQuery,
  replacement: string,
): { line: number; text: string }[] {
  const expression = compileQuery(query);
  if (!expression) return [];
  return lines.flatMap((text, line) => {
    let replaced = "";
    let from = 0;
    eachMatch(expression, text, (match) => {
      replaced += text.slice(from, match.index) + expandReplacement(match, query, replacement);
      from = match.index + match[0].length;
    });
    replaced += text.slice(from);
    return replaced === text ? [] : [{ line, text: replaced }];
  });
}

/** Where the matches of one line stand (UTF-16).
 * @throws FindQueryInvalid */
export function findHits(text: string, query: FindQuery): { start: number; end: number }[] {
  const { count, places } = findMatches([text], query);
  return Array.from({ length: count }, (_, at) => ({
    start: places[at * 3 + 1] as number,
    end: places[at * 3 + 2] as number,
  }));
}

/** A line with its matches replaced, but for those left out, by their number in it from 0.
 * @throws FindQueryInvalid */
export function replaceHits(
  text: string,
  query: FindQuery,
  replacement: string,
  leftOut: ReadonlySet<number>,
): string {
  let replaced = "";
  let from = 0;
  for (const [at, { start, end }] of findHits(text, query).entries()) {
    if (leftOut.has(at)) continue;
    const own = query.isExpression ? findReplacement(text, start, query, replacement) : replacement;
    replaced += text.slice(from, start) + (own ?? text.slice(start, end));
    from = end;
  }
  return replaced + text.slice(from);
}

/** What would stand in the place of the match that begins at `start`; null when none does. A match that was found once is
 * found again in no more time.
 * @throws FindQueryInvalid */
export function findReplacement(
  text: string,
  start: number,
  query: FindQuery,
  replacement: string,
): string | null {
  const expression = compileQuery(query);
  if (!expression) return null;
  const sticky = new RegExp(expression.source, `${expression.flags.replace("g", "")}y`);
  sticky.lastIndex = start;
  const match = sticky.exec(text);
  return match && match[0] !== "" ? expandReplacement(match, query, replacement) : null;
}

function expandReplacement(match: RegExpExecArray, { isExpression }: FindQuery, replacement: string): string {
  if (!isExpression) return replacement;
  return replacement.replace(/\$(?:\$|&|(\d{1,2})|<([^>]*)>)/g, (sign, digits?: string, name?: string) => {
    if (sign === "$$") return "$";
    if (sign === "$&") return match[0];
    if (name !== undefined) return match.groups ? (match.groups[name] ?? "") : sign;
    return expandNumber(match, digits ?? "");
  });
}

/** $12 is the twelfth group where there is one, else the first with a 2 behind; a number without a group is left. */
function expandNumber(match: RegExpExecArray, digits: string): string {
  const groups = match.length - 1;
  const whole = Number(digits);
  if (whole >= 1 && whole <= groups) return match[whole] ?? "";
  const first = Number(digits[0]);
  if (digits.length === 2 && first >= 1 && first <= groups) return (match[first] ?? "") + digits[1];
  return `$${digits}`;
}
