import { listNumberWords } from "./number-words";

/** The value of a number that is written as one word, as German and Italian do ("fünfundzwanzig", "duecentoventidue");
 * null where the word is none. Below a million. */
export function readCompoundNumber(word: string, language: string): number | null {
  if (word.length > 60) return null;
  if (language === "de") return readGerman(word);
  if (language === "it") return readItalian(word);
  return null;
}

function readGerman(word: string): number | null {
  return splitAt(word, "tausend", 1000, 1, readGermanHundreds) ?? readGermanHundreds(word);
}

function readGermanHundreds(word: string): number | null {
  return splitAt(word, "hundert", 100, 1, readGermanSmall) ?? readGermanSmall(word);
}

function readGermanSmall(word: string): number | null {
  const bare = word.startsWith("und") ? word.slice(3) : word;
  const known = readKnown(bare, "de");
  if (known !== null) return known;
  if (bare === "ein" || bare === "eine") return 1;
  const join = bare.lastIndexOf("und");
  if (join <= 0) return null;
  const unit = readKnown(bare.slice(0, join), "de") ?? (bare.slice(0, join) === "ein" ? 1 : null);
  const tens = readKnown(bare.slice(join + 3), "de");
  return unit !== null && unit < 10 && tens !== null && tens >= 20 && tens % 10 === 0 ? tens + unit : null;
}

function readItalian(word: string): number | null {
  return (
    splitAt(word, "mila", 1000, null, readItalianHundreds) ??
    splitAt(word, "mille", 1000, 1, readItalianHundreds) ??
    readItalianHundreds(word)
  );
}

function readItalianHundreds(word: string): number | null {
  return splitAt(word, "cento", 100, 1, readItalianSmall) ?? readItalianSmall(word);
}

function readItalianSmall(word: string): number | null {
  const known = readKnown(word, "it");
  if (known !== null) return known;
  for (let length = 4; length < word.length - 1; length++) {
    const head = word.slice(0, length);
    const tens = readKnown(head, "it") ?? readKnown(`${head}i`, "it") ?? readKnown(`${head}a`, "it");
    const unit = readKnown(word.slice(length).replace(/^tré$/, "tre"), "it");
    if (tens !== null && tens >= 20 && tens % 10 === 0 && unit !== null && unit < 10) return tens + unit;
  }
  return null;
}

/** Before a scale stands how many of it, after it what is added. */
function splitAt(
  word: string,
  scale: string,
  factor: number,
  alone: number | null,
  read: (part: string) => number | null,
): number | null {
  const at = word.indexOf(scale);
  if (at < 0) return null;
  const head = word.slice(0, at);
  const tail = word.slice(at + scale.length);
  const count = head === "" ? alone : read(head);
  const rest = tail === "" ? 0 : read(tail);
  return count === null || count === 0 || rest === null ? null : count * factor + rest;
}

function readKnown(word: string, language: string): number | null {
  const known = listNumberWords(language).get(word);
  return known && (known.kind === "small" || known.kind === "tens") && !known.isOrdinal ? known.value : null;
}
