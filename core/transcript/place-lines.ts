import { spreadPositions } from "./position-between";

/** Positions for lines in order, of which some have one already (null: none yet). Those stay where they rise and leave
 * room for the others between them; else all lines get new ones. */
export function placeLines(known: readonly (number | null)[]): number[] {
  const placed: number[] = [];
  for (let at = 0; at < known.length; ) {
    const position = known[at];
    if (typeof position === "number") {
      placed.push(position);
      at++;
      continue;
    }
    let end = at;
    while (end < known.length && known[end] === null) end++;
    const after = known[end] ?? null;
    const before = placed.at(-1) ?? (after === null ? 0 : after - (end - at) - 1);
    const step = after === null ? 1 : (after - before) / (end - at + 1);
    for (let made = 1; at < end; at++, made++) placed.push(before + made * step);
  }
  const rises = placed.every((position, at) => at === 0 || position > (placed[at - 1] as number));
  return rises ? placed : spreadPositions(placed.length);
}
