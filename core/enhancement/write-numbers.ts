import { listNumberWords } from "./number-words";
import { readNumber } from "./read-numbers";
import { bareText, type RuleWord } from "./rule-word";
import { splitSigns } from "./split-signs";
import type { EnhancementStyle } from "./types";

const months = /^(?:january|february|march|april|may|june|july|august|september|october|november|december)$/;
const beforeTime = /^(?:at|by|until|till|from|before|after|since|around|about|was|between|past)$/;
const beforeYear =
  /^(?:in|since|of|by|until|till|from|year|before|after|january|february|march|april|may|june|july|august|september|october|november|december)$/;
const shortMeasures: Readonly<Record<string, string>> = {
  milligram: "mg",
  milligrams: "mg",
  microgram: "mcg",
  micrograms: "mcg",
  kilogram: "kg",
  kilograms: "kg",
  kilos: "kg",
  milliliter: "ml",
  milliliters: "ml",
  millilitres: "ml",
  millimeters: "mm",
  centimeters: "cm",
  kilometers: "km",
  kilometres: "km",
  gigabyte: "GB",
  gigabytes: "GB",
  megabyte: "MB",
  megabytes: "MB",
  kilobytes: "kB",
  terabytes: "TB",
  milliseconds: "ms",
  kilohertz: "kHz",
  megahertz: "MHz",
  gigahertz: "GHz",
  kilowatts: "kW",
};
const decades = "twenties thirties forties fifties sixties seventies eighties nineties".split(" ");
const scales = /^(?:million|billion|trillion)$/;
const longestNumber = 14;

/** Numbers of an English text as a style writes them: years, dates, times, sums, percent, decimals and quantities in
 * digits. What may be read in two ways stays in words, and so do "one", ordinals up to ten, and numbers up to ten where
 * the style says so. Digits that came as digits stay as they are. */
export function writeNumbers(words: readonly RuleWord[], style: EnhancementStyle): RuleWord[] {
  const written: RuleWord[] = [];
  for (let at = 0; at < words.length; ) {
    const found = findSpoken(words, at);
    const text = found && writeSpoken(words, at, found, style);
    if (found && text) {
      pushJoined(written, words.slice(at, at + text.count), text.texts);
      at += text.count;
    } else if (found) {
      for (const word of words.slice(at, at + found.bares.length)) written.push(word);
      at += found.bares.length;
    } else {
      written.push(words[at] as RuleWord);
      at++;
    }
  }
  return written;
}

type Spoken = {
  bares: string[];
  /** Numbers that follow each other: "nineteen", "ninety eight". */
  groups: { digits: string; count: number }[];
};

/** A number in words that begins here, with no punctuation within. */
function findSpoken(words: readonly RuleWord[], at: number): Spoken | null {
  const known = listNumberWords("en");
  const first = bareText(words[at] as RuleWord);
  const begins = (bare: string) => {
    const kind = known.get(bare.split("-")[0] ?? "")?.kind;
    return kind !== undefined && kind !== "point" && kind !== "scale" && bare !== "o" && bare !== "oh";
  };
  const isHundred = first === "a" && /^(?:hundred|thousand)$/.test(bareText(words[at + 1] ?? { text: "" }));
  if (!begins(first) && !isHundred) return null;
  const bares: string[] = [];
  const parts: { text: string; kind: "word"; isSoft: boolean }[] = [];
  const ends: number[] = [];
  for (let by = 0; by < longestNumber; by++) {
    const word = words[at + by];
    if (!word || word.speaker !== words[at]?.speaker) break;
    if (by > 0 && splitSigns(word.text).lead !== "") break;
    bares.push(bareText(word));
    for (const text of bareText(word).split("-")) parts.push({ text, kind: "word", isSoft: false });
    ends.push(parts.length);
    if (splitSigns(word.text).trail !== "") break;
  }
  const groups: Spoken["groups"] = [];
  let [part, word] = [0, 0];
  while (word < bares.length) {
    const group = readOne(parts, part, part > 0);
    if (!group) break;
    const end = ends.indexOf(group.to);
    // A number that ends within a word ("twenty-year") is part of something else.
    if (end === -1) return groups.length === 0 ? null : { bares: bares.slice(0, word), groups };
    groups.push({ digits: group.digits, count: end + 1 - word });
    [part, word] = [group.to, end + 1];
  }
  return groups.length === 0 ? null : { bares: bares.slice(0, word), groups };
}

/** One group: what `readNumber` reads until another number follows. */
function readOne(parts: { text: string; kind: "word"; isSoft: boolean }[], at: number, isWithin: boolean) {
  if (isWithin && /^(?:oh|o)$/.test(parts[at]?.text ?? "") && readNumber(parts, at + 1, "en"))
    return { digits: "0", to: at + 1 };
  const whole = readNumber(parts, at, "en");
  if (!whole) return null;
  for (let to = at + 1; to < whole.to; to++) {
    const head = readNumber(parts.slice(0, to), at, "en");
    const tail =
      readNumber(parts, to, "en") ?? (/^(?:oh|o)$/.test(parts[to]?.text ?? "") ? { digits: "" } : null);
    if (head && head.to === to && tail && whole.digits.startsWith(head.digits) && isSeparate(parts, at, to))
      return { digits: head.digits, to };
  }
  return { digits: whole.digits, to: whole.to };
}

/** Whether "twenty" and "four" would be one number together. */
function isSeparate(
  parts: { text: string; kind: "word"; isSoft: boolean }[],
  at: number,
  to: number,
): boolean {
  const words = listNumberWords("en");
  const [before, after] = [words.get(parts[to - 1]?.text ?? ""), words.get(parts[to]?.text ?? "")];
  if (!before || !after || after.kind === "scale" || after.kind === "point" || before.kind === "point")
    return false;
  if (parts.slice(at, to).some(({ text }) => text === "point")) return false;
  if (before.isOrdinal) return true;
  if (before.kind === "tens") return after.kind !== "small" || after.value >= 10;
  return before.kind !== "scale";
}

type Written = { texts: string[]; count: number };

function writeSpoken(
  words: readonly RuleWord[],
  at: number,
  { bares, groups }: Spoken,
  { numbers }: EnhancementStyle,
): Written | null {
  const bareAt = (index: number) => {
    const word = words[index];
    return word && word.speaker === words[at]?.speaker ? bareText(word) : "";
  };
  const count = bares.length;
  const isParted = splitSigns(words[at + count - 1]?.text ?? "").trail !== "";
  const [before, next] = [bareAt(at - 1), isParted ? "" : bareAt(at + count)];
  const digits = groups.map((group) => group.digits);
  const [first = ""] = digits;
  const last = bares.at(-1) ?? "";
  const isOrdinal = listNumberWords("en").get(last.split("-").at(-1) ?? "")?.isOrdinal === true;
  const one = (text: string): Written => ({ texts: [text], count });
  if (bares.some((bare) => decades.includes(bare))) {
    const isDecade = count === 2 && /^(?:1[5-9]|20)$/.test(first) && decades.includes(last);
    return isDecade ? one(`${first}${decades.indexOf(last) + 2}0s`) : null;
  }
  if (/^(?:once|twice|dozen)$/.test(last) || bares.includes("dozen")) return null;

  if (isOrdinal) {
    if (groups.length !== 1 || last === "second") return null;
    if (months.test(before) && Number(first) <= 31) return one(first);
    return Number(first) > 10 && first.length < 4 ? one(`${first}${ordinalEnding(first)}`) : null;
  }
  const pair = readPair(digits);
  if (pair) {
    const pairCount = groups.slice(0, pair.groups).reduce((sum, group) => sum + group.count, 0);
    const isAlone = pair.groups === groups.length;
    const follower = isAlone ? next : (bares[pairCount] ?? "");
    const texts = (text: string): Written => ({ texts: [text], count: pairCount });
    if (isTime(first, pair.rest, before, follower)) return texts(`${first}:${pair.rest}`);
    const isYearHere = (isAlone && next !== "vision") || beforeYear.test(before);
    if (isYearHere && isYear(first, pair.rest, bares.slice(0, pairCount), groups))
      return texts(first + pair.rest);
  }
  if (isSpelled(digits)) return one(digits.join(""));
  if (groups.length !== 1) return null;

  const value = Number(first);
  // Sums with cents stay as they were said.
  if (/^cents?$/.test(next) && before === "and") return null;
  const isBig = scales.test(last) && count > 1;
  const plain = isBig ? writeBig(bares) : groupThousands(first, bares);
  if (plain === null || !Number.isFinite(value)) return null;
  if (next === "percent" || (next === "per" && bareAt(at + count + 1) === "cent")) {
    const more = next === "percent" ? 1 : 2;
    return { texts: [`${plain}%`], count: count + more };
  }
  const isSum = /^dollars?$/.test(next);
  if (isSum && !/^(?:a|one)$/.test(bares.join(" "))) {
    // Sums with cents stay as they were said.
    if (
      bareAt(at + count + 1) === "and" &&
      /^(?:\d|t|f|s|e|n|o)/.test(bareAt(at + count + 2)) &&
      /^cents?$/.test(bareAt(at + count + 3))
    )
      return null;
    if (value > 10 || numbers === "digits") return { texts: [`$${plain}`], count: count + 1 };
  }
  const measure = Object.hasOwn(shortMeasures, next) ? shortMeasures[next] : undefined;
  if (numbers === "digits" && measure !== undefined) return { texts: [plain, measure], count: count + 1 };
  if (first.includes(".")) return bares.includes("half") ? null : one(plain);
  if (bares[0] === "a") return count > 2 || measure !== undefined ? one(plain) : null;
  if (/^(?:a\.m|p\.m|am|pm)$/.test(next) && value <= 12) return one(plain);
  if (value <= 10) {
    if (numbers !== "digits" || value <= 1 || isIdiom(before, next)) return null;
    return one(plain);
  }
  return one(plain);
}

const fewestSpelled = 5;

/** A number said digit by digit; counting on is none. */
function isSpelled(digits: readonly string[]): boolean {
  const isCounting = digits.every((digit, at) => at === 0 || Number(digit) === Number(digits[at - 1]) + 1);
  return digits.length >= fewestSpelled && digits.every((digit) => digit.length === 1) && !isCounting;
}

/** "ninety eight" and "oh five", behind the hour or the century. */
function readPair(digits: readonly string[]): { rest: string; groups: number } | null {
  const [, second, third] = digits;
  if (second === "0" && /^\d$/.test(third ?? "")) return { rest: `0${third}`, groups: 3 };
  return second !== undefined && /^\d{2}$/.test(second) ? { rest: second, groups: 2 } : null;
}

/** "one or two", "the two of us": words, whatever the style. */
function isIdiom(before: string, next: string): boolean {
  return /^(?:or|and)$/.test(before) || /^(?:or|of)$/.test(next) || before === "the" || next === "";
}

/** "nineteen ninety eight", "twenty twenty four" */
function isYear(century: string, rest: string, bares: readonly string[], groups: Spoken["groups"]): boolean {
  const hundreds = Number(century);
  if (!/^\d{2}$/.test(century) || !/^\d{2}$/.test(rest) || bares.includes("hundred")) return false;
  return hundreds >= 13 && hundreds <= 20 && (groups[0]?.count ?? 0) === 1 && Number(rest) > 0;
}

function isTime(hour: string, minutes: string, before: string, next: string): boolean {
  const isClock =
    /^\d{1,2}$/.test(hour) && Number(hour) >= 1 && Number(hour) <= 12 && /^[0-5]\d$/.test(minutes);
  return (
    isClock &&
    (beforeTime.test(before) || /^(?:am|pm|a\.m|p\.m|a|p)$/.test(next) || next === "in") &&
    before !== "about"
  );
}

/** From 1,000 on, but for years, which are said in two. */
function groupThousands(digits: string, bares: readonly string[]): string {
  const [whole = "", decimals] = digits.split(".");
  const isYearLike = /^(?:19|20)\d\d$/.test(whole) && bares[0] === "two" && bares.includes("thousand");
  const grouped = whole.length < 4 || isYearLike ? whole : whole.replace(/\B(?=(?:\d{3})+$)/g, ",");
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}

/** "1.5 million" */
function writeBig(bares: readonly string[]): string | null {
  const parts = bares.slice(0, -1).flatMap((bare) => bare.split("-"));
  if (parts.some((part) => scales.test(part))) return null;
  const number = readNumber(
    parts.map((text) => ({ text, kind: "word" as const, isSoft: false })),
    0,
    "en",
  );
  if (!number || number.to !== parts.length || Number(number.digits) <= 1) return null;
  return `${groupThousands(number.digits, parts)} ${bares.at(-1)}`;
}

function ordinalEnding(digits: string): string {
  if (/1[123]$/.test(digits)) return "th";
  return ({ 1: "st", 2: "nd", 3: "rd" } as Record<string, string>)[digits.at(-1) ?? ""] ?? "th";
}

/** Puts texts in the place of words, with the punctuation around them. */
function pushJoined(written: RuleWord[], words: readonly RuleWord[], texts: string[]): void {
  const [first, last] = [words[0] as RuleWord, words.at(-1) as RuleWord];
  const pieces = texts.flatMap((text) => text.split(" "));
  pieces[0] = splitSigns(first.text).lead + pieces[0];
  pieces[pieces.length - 1] = (pieces.at(-1) as string) + splitSigns(last.text).trail;
  for (const [at, text] of pieces.entries()) {
    const isFirst = at === 0;
    const isLast = at === pieces.length - 1;
    // Each piece keeps a word of its own where there is one; the first takes what is left.
    const from = isFirst ? 0 : words.length - pieces.length + at;
    const to = isFirst && !isLast ? words.length - pieces.length + 1 : isLast ? words.length : from + 1;
    const own = words.slice(from, to);
    const end = own.at(-1) ?? last;
    const start = own[0] ?? last;
    written.push({
      ...start,
      text,
      wordCount: end.firstWord + end.wordCount - start.firstWord,
      endMs: end.endMs,
    });
  }
}
