import { shortestStretchMs } from "@/server/batches/schema";

/** What is to be transcribed again: neighbouring lines. */
export interface Stretch {
  startMs: number;
  endMs: number;
  lineCount: number;
}

interface Line {
  startMs: number;
  endMs: number;
}

/** From the first of the lines chosen to the last, with all between; lines that are too short to be heard by themselves
 * are heard with a little around. Null where there is no line, or no time left for one. Pure.
 * @param lines in order
 * @param chosen their indexes */
export function findStretch(
  lines: readonly Line[],
  chosen: readonly number[],
  durationMs: number,
): Stretch | null {
  if (chosen.length === 0) return null;
  const between = lines.slice(Math.min(...chosen), Math.max(...chosen) + 1);
  if (between.length === 0) return null;
  const startMs = Math.max(0, Math.min(...between.map((line) => line.startMs)));
  const endMs = Math.min(durationMs, Math.max(...between.map((line) => line.endMs)));
  const lineCount = between.length;
  const missing = shortestStretchMs - (endMs - startMs);
  if (missing <= 0) return { startMs, endMs, lineCount };
  const from = Math.max(0, Math.min(startMs - Math.ceil(missing / 2), durationMs - shortestStretchMs));
  const to = from + shortestStretchMs;
  return to <= durationMs ? { startMs: from, endMs: to, lineCount } : null;
}
