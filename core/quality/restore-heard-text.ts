import type { Correction } from "./correct-vocabulary";

/** The line as it was before a correction: of a term that stands in it more than once, the one whose place in the text is
 * nearest to its time. Null where it stands there no more. */
export function restoreHeardText(
  { text, startMs, endMs }: { text: string; startMs: number; endMs: number },
  { from, to, startMs: saidMs }: Correction,
): string | null {
  const wanted = ((saidMs - startMs) / Math.max(1, endMs - startMs)) * text.length;
  let best = -1;
  for (let at = text.indexOf(to); at >= 0; at = text.indexOf(to, at + 1)) {
    if (best < 0 || Math.abs(at - wanted) < Math.abs(best - wanted)) best = at;
  }
  return best < 0 ? null : text.slice(0, best) + from + text.slice(best + to.length);
}
