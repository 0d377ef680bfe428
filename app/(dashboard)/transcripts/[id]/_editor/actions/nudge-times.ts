interface Times {
  startMs: number;
  endMs: number;
}

interface Surroundings {
  before: Times | null;
  after: Times | null;
  durationMs: number;
}

/** Shorter is no line that anybody could hear. */
const minLengthMs = 20;

/** The times of a line after one of its edges was moved: it stays in the recording and between its neighbours, as far
 * as it was there before. Null when nothing changes. */
export function nudgeTimes(
  { startMs, endMs }: Times,
  edge: "start" | "end",
  toMs: number,
  { before, after, durationMs }: Surroundings,
): Times | null {
  const wanted = Math.round(toMs);
  if (edge === "start") {
    const lowest = Math.min(startMs, Math.max(0, before?.endMs ?? 0));
    const next = Math.max(lowest, Math.min(wanted, Math.max(startMs, endMs - minLengthMs)));
    return next === startMs ? null : { startMs: next, endMs };
  }
  const highest = Math.max(
    endMs,
    Math.min(after?.startMs ?? Number.POSITIVE_INFINITY, durationMs || Infinity),
  );
  const next = Math.min(highest, Math.max(wanted, Math.min(endMs, startMs + minLengthMs)));
  return next === endMs || !Number.isFinite(next) ? null : { startMs, endMs: next };
}
