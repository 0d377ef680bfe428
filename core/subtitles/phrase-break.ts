/** What is only torn apart where nothing else fits. */
const tornPenalty = 200;

/** How bad it is to break a subtitle between two words: 0 is a fine place, 40 a bad one, 200 one to avoid at all cost. The
 * order of preference follows the usual style guides: after punctuation, before a conjunction, before a
 * preposition; never between an article, a preposition or a title and what it belongs to. English only; other
 * languages break at punctuation and pauses.
 * @param pauseMs silence between the two words */
export function phraseBreakPenalty(before: string, after: string, pauseMs: number): number {
  return Math.max(0, wordPenalty(before, after) - 4 * Math.min(1, Math.max(0, pauseMs) / 500));
}

function wordPenalty(before: string, after: string): number {
  const left = bare(before);
  if (/[.?!…。?!]["'”’»)\]]*$/u.test(before) && !titles.has(left) && !isInitial(before)) return 0;
  if (/[,;:–—,、;:]["'”’»)\]]*$/u.test(before)) return 2;
  if (belongsTogether(before, after)) return tornPenalty;
  if (clingsToNext.has(left)) return 40;
  const right = bare(after);
  if (conjunctions.has(right)) return 5;
  if (prepositions.has(right)) return 8;
  // A number and its unit are read together.
  if (/\d$/.test(before)) return 18;
  return 12;
}

/** An article and its noun, a title and its name, and two names in a row: no line and no subtitle ends between them. */
export function belongsTogether(before: string, after: string): boolean {
  const left = bare(before);
  if (titles.has(left)) return true;
  if (isInitial(before)) return isName(after) && !clingsToNext.has(bare(after));
  if (endsPhrase.test(before) || bare(after) === "") return false;
  return articles.has(left) || (isName(before) && isName(after));
}

function isInitial(word: string): boolean {
  return /^["'“‘«([]*\p{Lu}\.$/u.test(word);
}

const endsPhrase = /[.?!…。?!,;:–—,、;:]["'”’»)\]]*$/u;

/** Written like one: a capital and small letters, and no small word at the beginning of a sentence. */
function isName(word: string): boolean {
  if (!/^["'“‘«([]*\p{Lu}(?:\.$|[\p{L}'’-]*\p{Ll})/u.test(word) || /^["'“‘«([]*I['’]/u.test(word))
    return false;
  const plain = bare(word);
  return !clingsToNext.has(plain) && !conjunctions.has(plain) && !prepositions.has(plain);
}

function bare(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}']/gu, "");
}

const list = (words: string) => words.split(" ");
const titles = new Set(list("mr mrs ms dr prof rev st"));
const articles = new Set(list("a an the"));
const conjunctions = new Set(
  list(
    "and but or nor so yet because although though while when where which who that if unless until before after since then",
  ),
);
const prepositions = new Set(
  list(
    "of in on at by for from to with without about into onto over under through between among during against around as",
  ),
);
const clingsToNext = new Set([
  ...list("a an the this that these those my your his her its our their some any no every each"),
  ...list("of in on at by for from to with without into onto through between among during against"),
  ...list("and but or nor is are was were be am will would can could should must may might not very"),
  ...list("i you he she we they it's i'm"),
]);
