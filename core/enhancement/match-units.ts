import { alignWords } from "../alignment/align-words";
import { areAlike } from "./alike-units";
import type { TextUnit } from "./read-units";

/** A piece of two texts side by side: units [fromA, toA) and [fromB, toB). Pieces follow each other without holes.
 * `same`: one unit each, equal; `alike`: written otherwise, said the same; `gap`: what has no counterpart. */
export type UnitLink = {
  kind: "same" | "alike" | "gap";
  fromA: number;
  toA: number;
  fromB: number;
  toB: number;
};

/** Beyond so many pairs a gap is not looked into. */
const mostPairs = 10_000;
/** So many units on one side may be one on the other: "p m" and "pm". */
const longestJoin = 4;

/** Which units of two texts are the same, in order. The time grows with the length of the texts. */
export function matchUnits(a: readonly TextUnit[], b: readonly TextUnit[]): UnitLink[] {
  const toAligned = ({ key }: TextUnit) => ({ text: key, startMs: null });
  const links: UnitLink[] = [];
  let [atA, atB] = [0, 0];
  const close = (toA: number, toB: number) => {
    if (toA > atA || toB > atB) for (const link of matchGap(a, b, atA, toA, atB, toB)) links.push(link);
    [atA, atB] = [toA, toB];
  };
  for (const [fromA, fromB] of alignWords(a.map(toAligned), b.map(toAligned))) {
    close(fromA, fromB);
    links.push({ kind: "same", fromA, toA: fromA + 1, fromB, toB: fromB + 1 });
    [atA, atB] = [fromA + 1, fromB + 1];
  }
  close(a.length, b.length);
  return links;
}

/** Within a gap: the way with the fewest units left over. */
function matchGap(
  a: readonly TextUnit[],
  b: readonly TextUnit[],
  fromA: number,
  toA: number,
  fromB: number,
  toB: number,
): UnitLink[] {
  const [lengthA, lengthB] = [toA - fromA, toB - fromB];
  if (lengthA === 0 || lengthB === 0 || lengthA * lengthB > mostPairs)
    return [{ kind: "gap", fromA, toA, fromB, toB }];
  const width = lengthB + 1;
  const cost = new Float64Array((lengthA + 1) * width).fill(Number.POSITIVE_INFINITY);
  const cameFrom = new Int32Array((lengthA + 1) * width).fill(-1);
  cost[0] = 0;
  const offer = (to: number, from: number, price: number) => {
    const total = (cost[from] as number) + price;
    if (total < (cost[to] as number)) {
      cost[to] = total;
      cameFrom[to] = from;
    }
  };
  for (let x = 0; x <= lengthA; x++) {
    for (let y = 0; y <= lengthB; y++) {
      const here = x * width + y;
      if (x < lengthA) offer(here + width, here, 1);
      if (y < lengthB) offer(here + 1, here, 1);
      for (let byA = 1; byA <= longestJoin && x + byA <= lengthA; byA++) {
        for (let byB = 1; byB <= longestJoin && byA + byB <= longestJoin + 1 && y + byB <= lengthB; byB++) {
          const runA = a.slice(fromA + x, fromA + x + byA);
          const runB = b.slice(fromB + y, fromB + y + byB);
          if (areAlike(runA, runB)) offer((x + byA) * width + y + byB, here, 0.1 * (byA + byB));
        }
      }
    }
  }
  return traceLinks(cameFrom, width, fromA, toA, fromB, toB);
}

function traceLinks(
  cameFrom: Int32Array,
  width: number,
  fromA: number,
  toA: number,
  fromB: number,
  toB: number,
): UnitLink[] {
  const links: UnitLink[] = [];
  for (let at = (toA - fromA) * width + (toB - fromB); at > 0; at = cameFrom[at] as number) {
    const from = cameFrom[at] as number;
    const link: UnitLink = {
      kind: "alike",
      fromA: fromA + Math.floor(from / width),
      toA: fromA + Math.floor(at / width),
      fromB: fromB + (from % width),
      toB: fromB + (at % width),
    };
    if (link.fromA === link.toA || link.fromB === link.toB) link.kind = "gap";
    const next = links.at(-1);
    if (next?.kind === "gap" && link.kind === "gap") [next.fromA, next.fromB] = [link.fromA, link.fromB];
    else links.push(link);
  }
  return links.reverse();
}
