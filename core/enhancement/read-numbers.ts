import { articleNumbers, listNumberWords, numberJoiners } from "./number-words";
import { readCompoundNumber } from "./read-compound-number";
import type { TokenPart } from "./split-token";

/** A number as it stands in a text: what it is worth, in plain digits ("1500", "1.5"), and the parts it takes up,
 * [from, to). Numbers that follow each other are one, so that "twenty twenty four" is "2024". */
export type ReadNumber = { digits: string; from: number; to: number };

type Group = { digits: string; to: number };

/** The number that begins at a part; null where none does. */
export function readNumber(parts: readonly TokenPart[], at: number, language: string): ReadNumber | null {
  const first = parts[at];
  if (!first || !mayBegin(first, language)) return null;
  let digits = "";
  let to = at;
  for (;;) {
    const group = readGroup(parts, to, language, digits !== "");
    if (!group) break;
    digits += group.digits;
    to = group.to;
  }
  return digits === "" ? null : { digits, from: at, to };
}

/** Most words are none: that is found out cheaply. */
function mayBegin({ kind, text }: TokenPart, language: string): boolean {
  if (kind !== "word") return kind === "digits";
  return language === "de" || language === "it" || text === "a" || listNumberWords(language).has(text);
}

function readGroup(
  parts: readonly TokenPart[],
  at: number,
  language: string,
  isWithin: boolean,
): Group | null {
  const part = parts[at];
  if (!part) return null;
  const group =
    part.kind === "digits"
      ? { digits: readDigits(part.text, language), to: at + 1 }
      : part.kind === "word"
        ? readWords(parts, at, language, isWithin)
        : null;
  if (!group) return null;
  return addHalf(parts, scaleUp(parts, group, language), language);
}

/** Thousands in groups of three lose their signs, a decimal sign is ".", the hour and the minute stand together. */
export function readDigits(text: string, language: string): string {
  const plain = text.replace(/[' ]/g, "");
  if (/^\d{1,2}:00$/.test(plain)) return plain.slice(0, -3);
  if (/:/.test(plain)) return plain.replace(/[^\d]/g, "");
  const isEnglish = language === "en" || language === "";
  const [thousands, decimal] = isEnglish ? [",", "."] : [".", ","];
  const signs = plain.match(/[.,]/g) ?? [];
  if (signs.length === 0) return plain;
  const grouped = new RegExp(`^\\d{1,3}(?:\\${thousands}\\d{3})+(?:\\${decimal}\\d+)?$`);
  const whole = grouped.test(plain) ? plain.replaceAll(thousands, "") : plain;
  const written = whole.replaceAll(decimal, ".").replaceAll(",", ".");
  return written.startsWith(".") ? `0${written}` : written;
}

/** "1.5" and "million". */
function scaleUp(parts: readonly TokenPart[], group: Group, language: string): Group {
  const words = listNumberWords(language);
  let { digits, to } = group;
  for (;;) {
    const word = parts[to];
    const scale = word?.kind === "word" ? words.get(word.text) : undefined;
    if (scale?.kind !== "scale" || scale.isOrdinal || scale.value < 1000) return { digits, to };
    const scaled = shiftDigits(digits, Math.round(Math.log10(scale.value)));
    // "two thousand million" is no number that anybody means; "fifteen hundred thousand" neither.
    if (scaled === null || /000$/.test(digits)) return { digits, to };
    digits = scaled;
    to++;
  }
}

function shiftDigits(digits: string, by: number): string | null {
  const [whole = "", decimals = ""] = digits.split(".");
  if (digits.split(".").length > 2 || decimals.length > by) return null;
  return `${whole}${decimals.padEnd(by, "0")}`.replace(/^0+(?=\d)/, "");
}

/** "two and a half" and "2.5". */
function addHalf(parts: readonly TokenPart[], group: Group, language: string): Group {
  const text = (by: number) => parts[group.to + by]?.text;
  if (language !== "en" || group.digits.includes(".")) {
    // "2½" comes as 2 and .5.
    return group;
  }
  if (parts[group.to]?.text === ".5") return { digits: `${group.digits}.5`, to: group.to + 1 };
  const isHalf = text(0) === "and" && text(1) === "a" && text(2) === "half";
  return isHalf ? { digits: `${group.digits}.5`, to: group.to + 3 } : group;
}

function readWords(
  parts: readonly TokenPart[],
  at: number,
  language: string,
  isWithin: boolean,
): Group | null {
  const words = listNumberWords(language);
  const textAt = (index: number) => (parts[index]?.kind === "word" ? (parts[index]?.text as string) : "");
  const find = (index: number): FoundWord | undefined => {
    const text = textAt(index);
    const known = words.get(text);
    if (known) return known;
    const value = text === "" ? null : readCompoundNumber(text, language);
    return value === null ? undefined : { kind: "small", value, isOrdinal: false };
  };
  if (articleNumbers.has(textAt(at))) return null;
  // "a hundred"
  if (language === "en" && textAt(at) === "a") {
    const next = find(at + 1);
    if (next?.kind !== "scale" && textAt(at + 1) !== "dozen") return null;
    if (next?.kind !== "scale") return { digits: "12", to: at + 2 };
  }
  const begin = language === "en" && textAt(at) === "a" ? at + 1 : at;
  const first = find(begin);
  if (!first) return null;
  // "point five" is 0.5, but within a number it belongs to what stands before it.
  if (first.kind === "point") {
    const decimal = isWithin ? null : readDecimals(parts, { digits: "0", to: begin }, find);
    return decimal && decimal.to > begin ? decimal : null;
  }
  if (first.kind === "zero") {
    // "oh" is a zero between numbers only.
    const isZero = /^[oh]+$/.test(textAt(begin)) ? isWithin && isNumberAt(parts, begin + 1, find) : true;
    if (!isZero) return null;
    return readDecimals(parts, { digits: "0", to: begin + 1 }, find);
  }
  let sum: Sum = {
    total: 0,
    current: 0,
    lastScale: Number.POSITIVE_INFINITY,
    hasHundred: false,
    room: Number.POSITIVE_INFINITY,
  };
  let to = begin;
  for (let isAfterScale = false; ; ) {
    const isJoined: boolean =
      to > begin && textAt(to) === numberJoiners[language] && (language !== "en" || isAfterScale);
    const index: number = isJoined ? to + 1 : to;
    const word: FoundWord | undefined = language === "fr" ? findFrench(index, textAt, find) : find(index);
    const grown = word && addWord(sum, word, to === begin);
    if (!word || !grown) break;
    sum = grown;
    to = index + (word.length ?? 1);
    isAfterScale = word.kind === "scale";
    if (word.isOrdinal) return { digits: String(sum.total + sum.current), to };
  }
  return to === begin ? null : readDecimals(parts, { digits: String(sum.total + sum.current), to }, find);
}

type Sum = {
  /** Thousands and above. */
  total: number;
  /** Below the next thousand. */
  current: number;
  lastScale: number;
  hasHundred: boolean;
  /** What is added must be less: after twenty less than ten, after seven nothing. */
  room: number;
};

/** With one word more; null where that word begins another number. */
function addWord(sum: Sum, word: FoundWord, isFirst: boolean): Sum | null {
  const { kind, value } = word;
  if (kind === "point" || kind === "zero") return null;
  if (kind !== "scale") {
    if (value >= sum.room) return null;
    const room = kind === "hundreds" ? 100 : kind === "tens" ? (word.room ?? 10) : 1;
    return { ...sum, current: sum.current + value, room, hasHundred: sum.hasHundred || kind === "hundreds" };
  }
  if (value === 100) {
    if (sum.hasHundred || sum.current >= 100 || (sum.current === 0 && !isFirst && sum.lastScale > 1e3))
      return null;
    return { ...sum, current: Math.max(1, sum.current) * 100, room: 100, hasHundred: true };
  }
  if (value >= sum.lastScale || (sum.current === 0 && !isFirst)) return null;
  const total = sum.total + Math.max(1, sum.current) * value;
  return { total, current: 0, lastScale: value, hasHundred: false, room: value };
}

/** "quatre-vingt-dix-sept": four twenties, and ten with seven. */
function findFrench(index: number, textAt: (index: number) => string, find: Find): FoundWord | undefined {
  const word = find(index);
  const next = find(index + 1)?.value ?? 0;
  if (word?.value === 4 && /^vingts?$/.test(textAt(index + 1)))
    return { kind: "tens", value: 80, isOrdinal: false, length: 2, room: 20 };
  if (word?.value === 10 && next >= 7 && next < 10) return { ...word, value: 10 + next, length: 2 };
  return word?.value === 60 ? { ...word, room: 20 } : word;
}

type FoundWord = {
  kind: string;
  value: number;
  isOrdinal: boolean;
  /** Parts that it takes up, where that is not one. */
  length?: number;
  /** What may be added to tens must be less, where that is not ten. */
  room?: number;
};

type Find = (index: number) => FoundWord | undefined;

function isNumberAt(parts: readonly TokenPart[], at: number, find: Find): boolean {
  return parts[at]?.kind === "digits" || ["small", "tens", "zero"].includes(find(at)?.kind ?? "");
}

/** "point five two" */
function readDecimals(parts: readonly TokenPart[], group: Group, find: Find): Group {
  if (find(group.to)?.kind !== "point" || !isNumberAt(parts, group.to + 1, find)) return group;
  let digits = `${group.digits}.`;
  let to = group.to + 1;
  for (let limit = 0; limit < 20; limit++) {
    const part = parts[to];
    const word = find(to);
    const isDigit = word && (word.kind === "zero" || word.kind === "small") && !word.isOrdinal;
    if (part?.kind === "digits") digits += part.text.replace(/[^\d]/g, "");
    else if (isDigit || word?.kind === "tens") digits += String(word.value);
    else break;
    to++;
  }
  return digits.endsWith(".") ? group : { digits, to };
}
