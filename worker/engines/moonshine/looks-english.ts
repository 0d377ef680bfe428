/** Words that every English text is full of, those left out that other languages write alike. */
const frequent = new Set(
  (
    "the of and to is that it for with you be are this have from by not at but what they we which there can my your " +
    "his their were been would if our before about would could should when how who them then than"
  ).split(" "),
);
const leastShare = 0.15;
const leastFound = 2;

/** Whether a text of which nobody said the language is English, by the small words in it: a third of any English text is
 * made of them, and nearly nothing of any other. */
export function looksEnglish(words: readonly string[]): boolean {
  const found = words.filter((word) => frequent.has(word.toLowerCase().replace(/[^a-z]/g, "")));
  return found.length >= leastFound && found.length >= leastShare * words.length;
}
