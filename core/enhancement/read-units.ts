import { foldSpelling } from "../quality/sound-distance";
import { joinDates } from "./join-dates";
import { findLanguageWords } from "./language-words";
import { readNumber } from "./read-numbers";
import { splitToken, type TokenPart } from "./split-token";
import type { GlossaryTerm } from "./types";

/** What two texts are compared in: a spoken word, a number by its value, a term of the glossary however it is spelled.
 * It takes up the tokens [from, to). */
export type TextUnit = {
  kind: "word" | "number" | "term" | "filler" | "mark";
  /** Equal for equal speech; letters and digits only. */
  key: string;
  /** As it would be said, in lower case. */
  text: string;
  from: number;
  to: number;
  isSoft: boolean;
  isNegation: boolean;
};

/** How measures are said, by how they are written short. */
const measureWords: Readonly<Record<string, string>> = {
  mg: "milligram milligrams milligramme milligrammes milligramm miligramo miligramos milligrammo milligrammi miligrama miligramas",
  mcg: "microgram micrograms",
  g: "gram grams gramm gramo gramos gramme grammes grammo grammi grama gramas",
  kg: "kilogram kilograms kilo kilos kilogramm kilogramos kilogrammes chilo chili quilo quilos",
  ml: "milliliter milliliters millilitre millilitres",
  l: "liter liters litre litres litro litros litri",
  mm: "millimeter millimeters millimetre millimetres",
  cm: "centimeter centimeters centimetre centimetres",
  m: "meter meters metre metres metro metros mètre mètres metri",
  km: "kilometer kilometers kilometre kilometres kilómetro kilómetros kilomètre kilomètres chilometro chilometri quilômetro quilômetros",
  ft: "foot feet",
  oz: "ounce ounces",
  mi: "mile miles",
  pound: "lb lbs",
  ms: "millisecond milliseconds",
  sec: "second seconds secs segundo segundos seconde secondes secondo secondi sekunde sekunden",
  min: "minute minutes mins minuto minutos minuti minuten",
  h: "hour hours hr hrs hora horas heure heures ora ore stunde stunden",
  kb: "kilobyte kilobytes",
  mb: "megabyte megabytes",
  gb: "gigabyte gigabytes",
  tb: "terabyte terabytes",
  hz: "hertz",
  khz: "kilohertz",
  mhz: "megahertz",
  ghz: "gigahertz",
  v: "volt volts",
  w: "watt watts",
  kw: "kilowatt kilowatts",
  celsius: "c",
  fahrenheit: "f",
};
const measures: ReadonlyMap<string, string> = new Map(
  Object.entries(measureWords).flatMap(([short, words]) => words.split(" ").map((word) => [word, short])),
);

export const currencies: ReadonlySet<string> = new Set(["dollar", "euro", "pound", "yen"]);

/** The units of a text in tokens: fillers are units of their own and do not part a number. */
export function readUnits(
  tokens: readonly string[],
  language: string,
  glossary: readonly GlossaryTerm[] = [],
): TextUnit[] {
  const { fillers, negations } = findLanguageWords(language);
  const spoken: (TokenPart & { token: number })[] = [];
  const units: TextUnit[] = [];
  const hushed: TextUnit[] = [];
  const known = new Map<string, TokenPart[]>();
  for (const [token, text] of tokens.entries()) {
    const parts = known.get(text) ?? splitToken(text, language);
    known.set(text, parts);
    for (const part of parts) {
      if (part.kind === "word" && parts.length === 1 && fillers.has(part.text))
        hushed.push(buildUnit("filler", part.text, token, token + 1));
      else spoken.push({ ...part, token });
    }
  }
  for (let at = 0; at < spoken.length; ) {
    const part = spoken[at] as TokenPart & { token: number };
    const next = spoken[at + 1];
    if (language === "en" && part.text === "no" && next?.text === "one") {
      units.push({ ...buildUnit("word", "nobody", part.token, next.token + 1), isNegation: true });
      at += 2;
      continue;
    }
    if (/^(?:per|por|pour)$/.test(part.text) && /^(?:cent|ciento|cento|cien)$/.test(next?.text ?? "")) {
      units.push(buildUnit("word", "percent", part.token, (next?.token ?? part.token) + 1));
      at += 2;
      continue;
    }
    const number = readNumber(spoken, at, language);
    if (number) {
      at = pushNumber(units, spoken, number.digits, at, number.to);
      continue;
    }
    if (part.kind === "symbol" && currencies.has(part.text)) {
      const amount = readNumber(spoken, at + 1, language);
      if (amount) {
        at = pushNumber(units, spoken, amount.digits, at + 1, amount.to);
        units.push(buildUnit("word", part.text, part.token, part.token + 1));
        continue;
      }
    }
    const text = measureOf(units.at(-1), part) ?? part.text;
    const unit = buildUnit(part.kind === "mark" ? "mark" : "word", text, part.token, part.token + 1);
    unit.isSoft = part.isSoft;
    unit.isNegation = negations.has(part.text);
    units.push(unit);
    at++;
  }
  const joined = joinTerms(joinDates(joinCents(units)), glossary, language);
  return hushed.length === 0 ? joined : mergeInOrder(joined, hushed);
}

function buildUnit(kind: TextUnit["kind"], text: string, from: number, to: number): TextUnit {
  const letters = text.replace(/[^\p{L}\p{N}\p{M}]+/gu, "");
  const key = kind === "number" ? `n${text.replace(".", "point")}` : `${kind[0]}${letters || text}`;
  return { kind, key, text, from, to, isSoft: false, isNegation: false };
}

function pushNumber(
  units: TextUnit[],
  spoken: readonly (TokenPart & { token: number })[],
  digits: string,
  from: number,
  to: number,
): number {
  const first = spoken[from]?.token ?? 0;
  const last = spoken[to - 1]?.token ?? first;
  units.push(buildUnit("number", digits, first, last + 1));
  return to;
}

/** "mg" and "milligrams" behind a number are the same. */
function measureOf(before: TextUnit | undefined, part: TokenPart): string | undefined {
  if (before?.kind !== "number" && before?.text !== "degree") return undefined;
  if (currencies.has(part.text)) return part.text;
  return measures.get(part.text);
}

/** "25 dollars and 50 cents" is 25.50 dollars. */
function joinCents(units: TextUnit[]): TextUnit[] {
  const joined: TextUnit[] = [];
  for (let at = 0; at < units.length; at++) {
    const [whole, money] = [units[at] as TextUnit, units[at + 1]];
    const cents = units[at + 2]?.text === "and" ? at + 3 : at + 2;
    const [small, word] = [units[cents], units[cents + 1]];
    const isMoney =
      whole.kind === "number" &&
      money !== undefined &&
      currencies.has(money.text) &&
      small?.kind === "number" &&
      /^\d{1,2}$/.test(small.text) &&
      /^cents?$/.test(word?.text ?? "");
    if (isMoney) {
      const digits = `${whole.text}.${small.text.padStart(2, "0")}`;
      joined.push(buildUnit("number", digits, whole.from, word?.to ?? whole.to), money);
      at = cents + 1;
    } else joined.push(whole);
  }
  return joined;
}

/** Terms of the glossary, spelled as they are or as they sound, become one unit each; longer ones first. */
function joinTerms(units: TextUnit[], glossary: readonly GlossaryTerm[], language: string): TextUnit[] {
  const spellings = new Map<string, { keys: string[]; term: string }[]>();
  for (const { text, soundsLike } of glossary) {
    for (const spelling of [text, ...soundsLike]) {
      const keys = readUnits(spelling.split(/\s+/).filter(Boolean), language).map(({ key }) => key);
      const [first] = keys;
      if (first === undefined) continue;
      spellings.set(first, [...(spellings.get(first) ?? []), { keys, term: foldSpelling(text) || text }]);
    }
  }
  if (spellings.size === 0) return units;
  for (const list of spellings.values()) list.sort((a, b) => b.keys.length - a.keys.length);
  const joined: TextUnit[] = [];
  for (let at = 0; at < units.length; ) {
    const unit = units[at] as TextUnit;
    const match = spellings
      .get(unit.key)
      ?.find(({ keys }) => keys.every((key, by) => units[at + by]?.key === key));
    if (match) {
      const last = units[at + match.keys.length - 1] as TextUnit;
      joined.push(buildUnit("term", match.term, unit.from, last.to));
      at += match.keys.length;
    } else {
      joined.push(unit);
      at++;
    }
  }
  return joined;
}

function mergeInOrder(units: TextUnit[], hushed: TextUnit[]): TextUnit[] {
  const merged: TextUnit[] = [];
  let next = 0;
  for (const unit of units) {
    while (next < hushed.length && (hushed[next] as TextUnit).from < unit.from)
      merged.push(hushed[next++] as TextUnit);
    // A filler within a number is no unit: the number takes up its place.
    while (next < hushed.length && (hushed[next] as TextUnit).from < unit.to) next++;
    merged.push(unit);
  }
  return [...merged, ...hushed.slice(next)];
}
