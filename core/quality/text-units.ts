import { normalizeEnglish } from "./normalize-english";

/** What errors are counted in: words, or characters of scripts that put no spaces between words. */
export type TextUnit = "word" | "character";

const spaceless =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\p{sc=Tibetan}]/gu;
const letters = /\p{L}/gu;

/** Characters where most letters are of a script without spaces, else words. */
export function findTextUnit(text: string): TextUnit {
  const of = text.match(spaceless)?.length ?? 0;
  return of > 0 && of * 2 > (text.match(letters)?.length ?? 0) ? "character" : "word";
}

/** What is compared of a text: of English the words as its normaliser has them, of any other language in lower case and
 * without punctuation, which is all that is known to be safe there. */
export function splitUnits(text: string, unit: TextUnit, language: string | null): string[] {
  if (unit === "word" && language === "en") {
    return normalizeEnglish(text)
      .split(" ")
      .filter((word) => word !== "");
  }
  return splitPlain(text, unit);
}

export function splitPlain(text: string, unit: TextUnit): string[] {
  const bare = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/(?<=[\p{L}\p{N}])['’ʼ](?=[\p{L}\p{N}])/gu, "")
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
  if (bare === "") return [];
  if (unit === "word") return bare.split(" ");
  // A mark goes with its letter.
  return bare.replaceAll(" ", "").match(/[^\p{M}]\p{M}*|\p{M}+/gu) ?? [];
}
