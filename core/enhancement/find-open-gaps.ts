import { hasMark, type RuleWord } from "./rule-word";

/** A run of words without any mark that is longer was not punctuated. */
const longestBareRun = 40;

/** Of the gap behind each word, whether punctuation may be put there: only where a text came without. A text that has
 * marks keeps its own, but for long runs that have none. */
export function findOpenGaps(words: readonly RuleWord[]): boolean[] {
  const isOpen = words.map(() => false);
  const isBare = !words.some((word) => hasMark(word));
  for (let from = 0; from < words.length; ) {
    let to = from;
    while (to < words.length && !hasMark(words[to])) to++;
    if (isBare || to - from >= longestBareRun) isOpen.fill(true, from, to);
    from = to + 1;
  }
  return isOpen;
}
