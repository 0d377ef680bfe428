/** A stretch that is played again and again, or once. */
export interface Loop {
  /** `line`: a line; `stretch`: from A to B; `once`: stops at the end and is over. */
  kind: "line" | "stretch" | "once";
  startMs: number;
  endMs: number;
}

/** So short a stretch is a mistake; it would only rattle. */
export const minLoopMs = 100;
/** How far before the start a seek may land and still count as inside: media elements round. */
const slackMs = 60;

/** What is to be done at this moment of playing. */
export function stepLoop(loop: Loop, timeMs: number): "go-on" | "again" | "stop" {
  if (timeMs < loop.endMs) return "go-on";
  return loop.kind === "once" ? "stop" : "again";
}

/** Whether a seek to here leaves the stretch. */
export function isOutside({ startMs, endMs }: Loop, timeMs: number): boolean {
  return timeMs < startMs - slackMs || timeMs > endMs + slackMs;
}

export interface LoopMarks {
  startMs: number | null;
  endMs: number | null;
}

/** Sets A or B. A mark on the wrong side of the other makes the other void; with both there is a stretch. */
export function setMark(
  marks: LoopMarks,
  which: "start" | "end",
  timeMs: number,
): { marks: LoopMarks; loop: Loop | null } {
  const next = { ...marks, [`${which}Ms`]: timeMs };
  const { startMs, endMs } = next;
  if (startMs !== null && endMs !== null && endMs - startMs < minLoopMs) {
    if (which === "start") next.endMs = null;
    else next.startMs = null;
    return { marks: next, loop: null };
  }
  return {
    marks: next,
    loop: startMs === null || endMs === null ? null : { kind: "stretch", startMs, endMs },
  };
}
