/** A position for a segment between two neighbours (null: there is none on that side). Null when two numbers lie
 * too close for a third to fit: give the document new ones with `spreadPositions` first. */
export function positionBetween(before: number | null, after: number | null): number | null {
  if (before === null && after === null) return 1;
  if (before === null)
    return fitsBetween(Number.NEGATIVE_INFINITY, Math.ceil(after as number) - 1, after as number);
  if (after === null) return fitsBetween(before, Math.floor(before) + 1, Number.POSITIVE_INFINITY);
  return fitsBetween(before, before + (after - before) / 2, after);
}

function fitsBetween(before: number, position: number, after: number): number | null {
  return before < position && position < after ? position : null;
}

/** Positions for a whole document, evenly apart: 1, 2, 3, … */
export function spreadPositions(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
