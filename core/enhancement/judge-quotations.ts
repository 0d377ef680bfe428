import { findQuotations, type Quotation } from "./find-quotations";
import type { UnitLink } from "./match-units";
import type { TextUnit } from "./read-units";
import type { GateViolation } from "./types";

/** A quotation of so many words is a term or a title, not somebody's speech. */
const shortQuotation = 3;
const lookBack = 6;
const lookAhead = 4;

const speaking = new Set(
  (
    "said say says saying told tell tells asked ask asks wrote write writes written called call calls named titled shouted shouts replied replies " +
    "answered answers thought think thinks like read reads word words term phrase question quote song book film movie article chapter title sign " +
    "letter message known explained added argued insisted yelled whispered means meant went goes going claimed states stated announced reads label labelled"
  ).split(" "),
);

/** What became of quotations: those of the machine text must begin and end where they did, and new ones may only stand
 * where somebody is said to speak, or round a term. */
export function judgeQuotations(
  machine: readonly string[],
  tokens: readonly string[],
  a: readonly TextUnit[],
  b: readonly TextUnit[],
  links: readonly UnitLink[],
  language: string,
): GateViolation[] {
  const [before, after] = [findQuotations(machine), findQuotations(tokens)];
  if (before.length === 0 && after.length === 0) return [];
  const [wordPlaces, tokenPlaces] = [new Map<number, number>(), new Map<number, number>()];
  for (const { kind, fromA, toA, fromB, toB } of links) {
    if (kind === "gap") continue;
    for (let at = fromA; at < toA; at++) wordPlaces.set(a[at]?.from ?? 0, fromA);
    for (let at = fromB; at < toB; at++) {
      const unit = b[at] as TextUnit;
      for (let token = unit.from; token < unit.to; token++)
        if (!tokenPlaces.has(token)) tokenPlaces.set(token, fromA);
    }
  }
  const known = new Set(before.map((quotation) => placeOf(quotation, wordPlaces)));
  const found = new Set(after.map((quotation) => placeOf(quotation, tokenPlaces)));
  const violations: GateViolation[] = [];
  for (const quotation of before) {
    if (found.has(placeOf(quotation, wordPlaces))) continue;
    const { first, last } = quotation;
    violations.push({
      class: "quotation",
      firstWord: first,
      wordCount: last - first + 1,
      before: machine.slice(first, last + 1).join(" "),
      after: "",
    });
  }
  for (const quotation of after) {
    if (known.has(placeOf(quotation, tokenPlaces))) continue;
    if (language !== "en" || isIntroduced(tokens, quotation)) continue;
    const { first, last } = quotation;
    const unit = tokenPlaces.get(first);
    const firstWord = unit === undefined ? 0 : (a[unit]?.from ?? 0);
    violations.push({
      class: "quotation",
      firstWord,
      wordCount: 0,
      before: "",
      after: tokens.slice(first, last + 1).join(" "),
    });
  }
  return violations;
}

/** The first and the last unit of the machine text that stand in it. */
function placeOf({ first, last }: Quotation, places: ReadonlyMap<number, number>): string {
  let [start, end] = [-1, -1];
  for (let at = first; at <= last; at++) {
    const place = places.get(at);
    if (place === undefined) continue;
    if (start === -1) start = place;
    end = place;
  }
  return `${start} ${end}`;
}

function isIntroduced(tokens: readonly string[], { first, last }: Quotation): boolean {
  if (last - first < shortQuotation) return true;
  const around = [
    ...tokens.slice(Math.max(0, first - lookBack), first),
    // "…," she said: what follows a full stop speaks of something else.
    ...(/\.["”»]$/u.test(tokens[last] ?? "") ? [] : tokens.slice(last + 1, last + 1 + lookAhead)),
  ];
  return around.some((token) => speaking.has(token.toLowerCase().replace(/[^\p{L}]/gu, "")));
}
