import { formatClock } from "@/app/_format/format-clock";
import type { Loop, LoopMarks } from "./loop";

/** What is repeated, in a sentence; empty when nothing is. */
export function describeLoop({ loop, marks }: { loop: Loop | null; marks: LoopMarks }): string {
  if (loop?.kind === "once")
    return `Playing ${formatClock(loop.startMs)} to ${formatClock(loop.endMs)} once.`;
  if (loop)
    return `${loop.kind === "line" ? "Looping the line," : "Looping"} ${formatClock(loop.startMs)} to ${formatClock(loop.endMs)}. Escape ends it.`;
  if (marks.startMs !== null) return `The loop starts at ${formatClock(marks.startMs)}. Mark its end (B).`;
  if (marks.endMs !== null) return `The loop ends at ${formatClock(marks.endMs)}. Mark its start (A).`;
  return "";
}
