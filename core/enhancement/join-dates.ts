import type { TextUnit } from "./read-units";

const months: ReadonlyMap<string, number> = new Map(
  [
    "january february march april may june july august september october november december",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "jan feb mar apr may jun jul aug sep oct nov dec",
  ].flatMap((names) => names.split(" ").map((name, at) => [name, at + 1] as const)),
);
const joiners = new Set(["of", "de", "the"]);

/** A day and its month are one unit, in whatever order: "the ninth of March", "9 March" and "March 9" are the same. */
export function joinDates(units: TextUnit[]): TextUnit[] {
  const joined: TextUnit[] = [];
  for (let at = 0; at < units.length; ) {
    const date = readDayFirst(units, at) ?? readMonthFirst(units, at);
    if (!date) {
      joined.push(units[at++] as TextUnit);
      continue;
    }
    const { day, month, end } = date;
    const text = `${month} ${day}`;
    const key = `nmonth${month}day${day.replace(".", "point")}`;
    const [first, last] = [units[at] as TextUnit, units[end - 1] as TextUnit];
    joined.push({ ...first, kind: "number", key, text, from: first.from, to: last.to });
    at = end;
  }
  return joined;
}

type ReadDate = { day: string; month: number; end: number };

function readDayFirst(units: readonly TextUnit[], at: number): ReadDate | null {
  const start = units[at]?.text === "the" ? at + 1 : at;
  const day = units[start];
  if (day?.kind !== "number" || !/^(?:[12]?\d|3[01])$/.test(day.text)) return null;
  const next = joiners.has(units[start + 1]?.text ?? "") ? start + 2 : start + 1;
  const month = months.get(units[next]?.text ?? "");
  if (month === undefined) return null;
  const year =
    joiners.has(units[next + 1]?.text ?? "") && units[next + 1]?.text !== "the" ? next + 2 : next + 1;
  const number = units[year];
  return number?.kind === "number" && /^\d{4}$/.test(number.text)
    ? { day: `${day.text}${number.text}`, month, end: year + 1 }
    : { day: day.text, month, end: next + 1 };
}

function readMonthFirst(units: readonly TextUnit[], at: number): ReadDate | null {
  const month = months.get(units[at]?.text ?? "");
  if (month === undefined) return null;
  const next = units[at + 1]?.text === "the" ? at + 2 : at + 1;
  const day = units[next];
  return day?.kind === "number" && /^\d+$/.test(day.text) ? { day: day.text, month, end: next + 1 } : null;
}
