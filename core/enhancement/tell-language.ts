import { languageWords } from "./language-words";

/** Fewer words tell nothing. */
const leastWords = 3;

const scripts: readonly (readonly [string, RegExp])[] = [
  ["latin", /\p{sc=Latin}/u],
  ["cyrillic", /\p{sc=Cyrillic}/u],
  ["greek", /\p{sc=Greek}/u],
  ["arabic", /\p{sc=Arabic}/u],
  ["hebrew", /\p{sc=Hebrew}/u],
  ["devanagari", /\p{sc=Devanagari}/u],
  ["han", /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u],
  ["hangul", /\p{sc=Hangul}/u],
  ["thai", /\p{sc=Thai}/u],
];

/** The language whose frequent words stand most often among these; null where two are as likely, or none is likely.
 * @param words lower case, without punctuation */
export function tellLanguage(words: readonly string[]): string | null {
  if (words.length < leastWords) return null;
  let [best, bestCount, nextCount] = ["", 0, 0];
  for (const [language, { frequent }] of Object.entries(languageWords)) {
    const count = words.reduce((sum, word) => sum + (frequent.has(word) ? 1 : 0), 0);
    if (count > bestCount) [best, bestCount, nextCount] = [language, count, bestCount];
    else if (count > nextCount) nextCount = count;
  }
  return bestCount > nextCount && bestCount * 6 >= words.length ? best : null;
}

/** Whether these words are of another language than the text: by script, or by the words that are its own. */
export function isOtherLanguage(
  words: readonly string[],
  language: string,
  text: readonly string[],
): boolean {
  const script = tellScript(words);
  const known = tellScript(text);
  if (script !== null && known !== null && script !== known) return true;
  const told = tellLanguage(words);
  return told !== null && told !== language;
}

function tellScript(words: readonly string[]): string | null {
  const letters = words.slice(0, 200).join("");
  let [best, bestCount] = [null as string | null, 0];
  for (const [script, pattern] of scripts) {
    const count = [...letters].reduce((sum, letter) => sum + (pattern.test(letter) ? 1 : 0), 0);
    if (count > bestCount) [best, bestCount] = [script, count];
  }
  return best;
}

/** The language of a text in tokens, told from its beginning; null where nothing tells. */
export function tellTextLanguage(tokens: readonly string[]): string | null {
  const words = tokens.slice(0, 2_000).flatMap(
    (token) =>
      token
        .toLowerCase()
        .normalize("NFC")
        .match(/\p{L}[\p{L}\p{M}]*/gu) ?? [],
  );
  return tellLanguage(words);
}
