/** What is only torn apart where nothing else fits. */
const tornPenalty = 200;

/** What the rules ask of a word. */
interface WordKind {
  endsSentence: boolean;
  /** Sentence or clause. */
  endsPhrase: boolean;
  endsInDigit: boolean;
  isTitle: boolean;
  isInitial: boolean;
  isArticle: boolean;
  isConjunction: boolean;
  isPreposition: boolean;
  isName: boolean;
  /** No letters or figures. */
  isSign: boolean;
  clingsToNext: boolean;
}

/** Words come again and again; a text of words that do not is no reason to keep them all. */
const knownMax = 50_000;
const known = new Map<string, WordKind>();

function kindOf(word: string): WordKind {
  const found = known.get(word);
  if (found) return found;
  if (known.size >= knownMax) known.clear();
  const plain = bare(word);
  const isSmall = clingsToNext.has(plain) || conjunctions.has(plain) || prepositions.has(plain);
  const kind = {
    endsSentence: /[.?!…。?!]["'”’»)\]]*$/u.test(word),
    endsPhrase: /[.?!…。?!,;:–—,、;:]["'”’»)\]]*$/u.test(word),
    endsInDigit: /\d$/.test(word),
    isTitle: titles.has(plain),
    isInitial: /^["'“‘«([]*\p{Lu}\.$/u.test(word),
    isArticle: articles.has(plain),
    isConjunction: conjunctions.has(plain),
    isPreposition: prepositions.has(plain),
    // Written like one: a capital and small letters, and no small word at the beginning of a sentence.
    isName:
      !isSmall && /^["'“‘«([]*\p{Lu}(?:\.$|[\p{L}'’-]*\p{Ll})/u.test(word) && !/^["'“‘«([]*I['’]/u.test(word),
    isSign: plain === "",
    clingsToNext: clingsToNext.has(plain),
  };
  known.set(word, kind);
  return kind;
}

/** How bad it is to break a subtitle between two words: 0 is a fine place, 40 a bad one, 200 one to avoid at all cost. The
 * order of preference follows the usual style guides: after punctuation, before a conjunction, before a
 * preposition; never between an article, a preposition or a title and what it belongs to. English only; other
 * languages break at punctuation and pauses.
 * @param pauseMs silence between the two words */
export function phraseBreakPenalty(before: string, after: string, pauseMs: number): number {
  const penalty = wordPenalty(kindOf(before), kindOf(after));
  return Math.max(0, penalty - 4 * Math.min(1, Math.max(0, pauseMs) / 500));
}

function wordPenalty(left: WordKind, right: WordKind): number {
  if (left.endsSentence && !left.isTitle && !left.isInitial) return 0;
  if (left.endsPhrase && !left.isTitle && !left.isInitial) return 2;
  if (areTogether(left, right)) return tornPenalty;
  if (left.clingsToNext) return 40;
  if (right.isConjunction) return 5;
  if (right.isPreposition) return 8;
  // A number and its unit are read together.
  return left.endsInDigit ? 18 : 12;
}

/** An article and its noun, a title and its name, and two names in a row: no line and no subtitle ends between them. */
export function belongsTogether(before: string, after: string): boolean {
  return areTogether(kindOf(before), kindOf(after));
}

function areTogether(left: WordKind, right: WordKind): boolean {
  if (left.isTitle) return true;
  if (left.isInitial) return right.isName;
  if (left.endsPhrase || right.isSign) return false;
  return left.isArticle || (left.isName && right.isName);
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
