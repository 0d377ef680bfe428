import { splitSigns } from "./split-signs";
import type { GlossaryTerm } from "./types";

/** So near, a capital tells that a text came with capitals. */
const reach = 60;
const shoutedWords = 5;

/** Of each word, whether it came among capitals. */
export function findCased(words: readonly { text: string }[]): boolean[] {
  const isCased = words.map(() => false);
  let last = Number.NEGATIVE_INFINITY;
  for (const [at, { text }] of words.entries()) {
    if (/\p{Lu}/u.test(text)) last = at;
    if (at - last <= reach) isCased[at] = true;
  }
  last = Number.POSITIVE_INFINITY;
  for (let at = words.length - 1; at >= 0; at--) {
    if (/\p{Lu}/u.test(words[at]?.text ?? "")) last = at;
    if (last - at <= reach) isCased[at] = true;
  }
  return isCased;
}

/** Some engines write nothing but capitals, which say nothing: in lower case, but for terms of the glossary. */
export function lowerShouting<Word extends { text: string }>(
  words: readonly Word[],
  glossary: readonly GlossaryTerm[],
): Word[] {
  let upper = 0;
  let lower = 0;
  for (const { text } of words) {
    if (/\p{Ll}/u.test(text)) lower++;
    else if (/\p{Lu}/u.test(text)) upper++;
  }
  if (upper < shoutedWords || lower * 10 > upper) return [...words];
  const terms = new Set(glossary.flatMap(({ text }) => text.split(/\s+/u)));
  return words.map((word) =>
    terms.has(splitSigns(word.text).body) ? word : { ...word, text: word.text.toLowerCase() },
  );
}
