import { type NumberWord, numberWords } from "./spoken-number-words";

const digitsOnly = /^-?\d+(\.\d+)?$/;
const signedDigits = /^([-$£€¢]?)(\d+(?:\.\d+)?)$/;

/** A number in the middle of being spoken. */
interface Open {
  /** Digits so far; may end in a point. */
  text: string;
  /** Whether more may still be added to it as a quantity ("twenty" + "one"), or digits only follow digits ("nineteen
   * ninety" + "nine", "one oh" + "five"). */
  isQuantity: boolean;
  sign: string;
  /** The word spoken last, null when it was written in digits. */
  last: NumberWord | null;
}

/** Numbers, ordinals, decades, money and percentages of a lower-case English text as digits: "twenty first" is
 * "21st", "nineteen ninety nine" "1999", "two point five million dollars" "$2500000", "one oh five" "105". Punctuation
 * other than in numbers must be gone. The single word "one" stays a word. */
export function writeNumbersAsDigits(text: string): string {
  const words = separateDigits(writeHalves(text)).split(/\s+/).filter(Boolean);
  return joinMoney(readWords(words).join(" ")).replace(/\b1(s?)\b/g, "one$1");
}

interface Reading {
  written: string[];
  open: Open | null;
  /** Of the number that comes next. */
  sign: string;
}

function readWords(words: string[]): string[] {
  const reading: Reading = { written: [], open: null, sign: "" };
  for (let at = 0; at < words.length; ) {
    const word = words[at] as string;
    const next = words[at + 1] ?? "";
    const [, sign = "", digits] = signedDigits.exec(word) ?? [];
    at += digits
      ? readDigits(reading, sign, digits)
      : (readNumberWord(reading, word, next) ?? readPlainWord(reading, word));
  }
  close(reading);
  return reading.written;
}

function close(reading: Reading, suffix = ""): void {
  if (reading.open) reading.written.push(reading.open.sign + reading.open.text + suffix);
  reading.open = null;
}

/** Begins a number, or goes on with the open one in digits. */
function append(reading: Reading, digits: string, last: NumberWord | null): void {
  const { open } = reading;
  reading.open = {
    text: (open?.text ?? "") + digits,
    isQuantity: false,
    sign: open?.sign ?? reading.sign,
    last,
  };
  reading.sign = "";
}

function readPlainWord(reading: Reading, word: string): number {
  close(reading);
  reading.written.push(word);
  return 1;
}

function readDigits(reading: Reading, sign: string, digits: string): number {
  if (reading.open?.text.endsWith(".") && sign === "") {
    append(reading, digits, null);
    return 1;
  }
  close(reading);
  if (sign) reading.sign = sign;
  append(reading, digits, null);
  if (reading.open) (reading.open as Open).isQuantity = !digits.includes(".");
  return 1;
}

/** How many words were read, null when `word` is no part of a number here. */
function readNumberWord(reading: Reading, word: string, next: string): number | null {
  const { open } = reading;
  const meaning = numberWords.get(word);
  const nextIsNumber = digitsOnly.test(next) || isValue(numberWords.get(next));
  switch (meaning?.kind) {
    case "zero":
      append(reading, "0", meaning);
      return 1;
    case "unit":
    case "tens":
    case "scale": {
      const grown = open && addValue(open, meaning);
      if (grown) reading.open = grown;
      else {
        close(reading);
        append(reading, String(meaning.value), meaning);
        if (reading.open) reading.open.isQuantity = true;
      }
      if (meaning.suffix) close(reading, meaning.suffix);
      return 1;
    }
    case "sign":
      if (!nextIsNumber) return null;
      close(reading);
      reading.sign = meaning.sign;
      return 1;
    case "currency":
      if (!open) return null;
      open.sign = meaning.sign;
      close(reading);
      return 1;
    case "percent":
      if (!open) return null;
      close(reading, "%");
      return 1;
    case "and":
      // "two hundred and five" is one number, "twenty and five" are two.
      return open?.last?.kind === "scale" && nextIsNumber ? 1 : null;
    case "point":
      if (!nextIsNumber || open?.text.includes(".")) return null;
      append(reading, ".", meaning);
      return 1;
    case "repeat": {
      const digit = findDigit(next);
      if (digit === null) return null;
      append(reading, digit.repeat(meaning.times), numberWords.get(next) ?? null);
      return 2;
    }
    default:
      if (!open || word !== "per" || next !== "cent") return null;
      close(reading, "%");
      return 2;
  }
}

function findDigit(word: string): string | null {
  const meaning = numberWords.get(word);
  if (meaning?.kind === "zero") return "0";
  return meaning?.kind === "unit" && meaning.value < 10n && !meaning.suffix ? String(meaning.value) : null;
}

function isValue(word: NumberWord | undefined): boolean {
  return (
    word?.kind === "zero" ||
    word?.kind === "unit" ||
    word?.kind === "tens" ||
    word?.kind === "scale" ||
    word?.kind === "repeat"
  );
}

/** The open number with one more word, null when that word begins another number. */
function addValue(open: Open, word: Extract<NumberWord, { value: bigint }>): Open | null {
  if (word.kind === "scale") return multiply(open, word);
  const value = open.isQuantity ? BigInt(open.text) : null;
  const room = word.kind === "tens" || word.value >= 10n ? 100n : 10n;
  if (value !== null && value > 0n && value % room === 0n && open.last?.kind !== "unit") {
    return { ...open, text: String(value + word.value), last: word };
  }
  // "nineteen ninety" stands as 1990 until a "nine" takes the place of its zero.
  const joinsTens = open.last?.kind === "tens" && word.kind === "unit" && word.value < 10n;
  const kept = joinsTens ? open.text.slice(0, -1) : open.text;
  return { ...open, text: kept + String(word.value), isQuantity: false, last: word };
}

function multiply(open: Open, word: Extract<NumberWord, { kind: "scale" }>): Open | null {
  if (open.isQuantity) {
    const value = BigInt(open.text);
    if (value === 0n) return null;
    // "two thousand three" times "hundred": only what came after the last thousand is counted in hundreds.
    const counted = value % 1000n;
    const before = value - counted;
    if (counted === 0n) return null;
    return { ...open, text: String(before + counted * word.value), last: word };
  }
  const [whole = "", decimals = "", ...more] = open.text.split(".");
  if (more.length > 0) return null;
  const scale = 10n ** BigInt(decimals.length);
  const product = BigInt(`${whole}${decimals}` || "0") * word.value;
  if (product === 0n || product % scale !== 0n) return null;
  return { ...open, text: String(product / scale), isQuantity: true, last: word };
}

/** "two and a half" is 2.5, "an hour and a half" stays. */
function writeHalves(text: string): string {
  return text.replace(/(\S+)\s+and\s+a\s+half\b/g, (all, before: string) =>
    /\d$/.test(before) || isValue(numberWords.get(before)) ? `${before} point five` : all,
  );
}

/** "5k" and "mp3" are two words each, "21st" and "90s" are one. */
function separateDigits(text: string): string {
  return text
    .replace(/(\p{L})(\d)/gu, "$1 $2")
    .replace(/(\d)(\p{L})/gu, "$1 $2")
    .replace(/(\d)\s+(st|nd|rd|th|s)\b/g, "$1$2");
}

/** "$2 and ¢50" is $2.50, and 50 cents are written alike however they were said. */
function joinMoney(text: string): string {
  return text
    .replace(
      /([$£€]\d+) (?:and )?¢(\d{1,2})\b/g,
      (_, whole: string, cents: string) => `${whole}.${cents.padStart(2, "0")}`,
    )
    .replace(/[$£€]0?\.(\d{2})\b/g, (_, cents: string) => `¢${Number(cents)}`);
}
