import { toAmericanSpelling } from "./american-spelling";
import { contractions } from "./english-contractions";
import { writeNumbersAsDigits } from "./write-numbers-as-digits";

const fillers = /\b(?:hmm|mm|mhm|mmm|uh|um)\b/g;
/** Letters that Unicode does not take apart into a base and a mark. */
const plainLetters: Record<string, string> = {
  œ: "oe",
  æ: "ae",
  ø: "o",
  ß: "ss",
  đ: "d",
  ð: "d",
  þ: "th",
  ł: "l",
};

/** English text in the form in which two transcripts are compared: the steps of the normaliser that A. Radford et
 * al. describe in "Robust Speech Recognition via Large-Scale Weak Supervision" (2022), appendix C. What stands in
 * brackets and what only fills a pause goes, short forms are written out, numbers and money become digits, British
 * spelling American, and of punctuation only what belongs to a number stays. */
export function normalizeEnglish(text: string): string {
  const bare = text
    .toLowerCase()
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[<[][^>\]]*[>\]]/g, "")
    .replace(/\([^)]*\)/g, "")
    .replace(fillers, "")
    .replace(/\s+'/g, "'");
  const written = contractions.reduce((so, [pattern, replacement]) => so.replace(pattern, replacement), bare);
  const plain = removeSymbols(written.replace(/(\d),(?=\d)/g, "$1").replace(/\.(?!\d)/g, " "));
  return writeNumbersAsDigits(plain)
    .replace(/\p{L}+/gu, toAmericanSpelling)
    .replace(/[.$¢€£](?!\d)/g, " ")
    .replace(/(?<!\d)%/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** Marks, symbols and punctuation go; what numbers are made of stays. */
function removeSymbols(text: string): string {
  return (
    text
      .replace(/[œæøßđðþł]/g, (letter) => plainLetters[letter] ?? letter)
      .normalize("NFKD")
      .toLowerCase()
      .replace(/\p{Mn}/gu, "")
      .replace(/\u2212/g, "-")
      // A minus that stands at a number is more than punctuation.
      .replace(/(?![.%$¢€£])(?!(?<!\S)-\d)[\p{M}\p{S}\p{P}]/gu, " ")
  );
}
