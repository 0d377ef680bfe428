import type { SpokenTurn } from "@/core/transcript/speaker-statistics";
import { findLastBegun } from "../rows/find-word-at";

/** Of a strip's width: fine enough for any panel, and a path of at most half as many pieces, however long the text. */
export const stripCells = 800;
/** A turn that is narrower than this is gone to from its start, and may be missed by as much. */
const reachPx = 6;

/** The strip of one speaker as an SVG path `stripCells` wide and 1 high: a bar where one speaks, never too thin to
 * be seen. Bars that touch are one. Pure. */
export function drawStripPath(
  turns: readonly Pick<SpokenTurn, "startMs" | "endMs">[],
  durationMs: number,
): string {
  if (durationMs <= 0) return "";
  let path = "";
  let from = -1;
  let to = -1;
  const close = () => {
    if (from >= 0) path += `M${from} 0h${to - from}v1H${from}z`;
  };
  for (const { startMs, endMs } of turns) {
    const start = Math.min(stripCells - 1, Math.floor((startMs / durationMs) * stripCells));
    const end = Math.min(stripCells, Math.max(start + 2, Math.ceil((endMs / durationMs) * stripCells)));
    if (start <= to) to = Math.max(to, end);
    else {
      close();
      from = start;
      to = end;
    }
  }
  close();
  return path;
}

/** Turns of each speaker, in order; those of nobody under null. Pure. */
export function groupTurns(turns: readonly SpokenTurn[]): Map<string | null, SpokenTurn[]> {
  const groups = new Map<string | null, SpokenTurn[]>();
  for (const turn of turns) {
    const group = groups.get(turn.speakerId);
    if (group) group.push(turn);
    else groups.set(turn.speakerId, [turn]);
  }
  return groups;
}

/** The turn that is heard at a time, or the last before it; -1 before the first. By bisection. */
export const findTurnAt = (turns: readonly SpokenTurn[], timeMs: number): number =>
  findLastBegun(turns.length, (index) => turns[index], timeMs);

/** Where a press on a speaker's strip leads to: into the turn under it, to the start of a turn that is too narrow to be
 * met, else to the place itself. Pure. */
export function findPressed(turns: readonly SpokenTurn[], timeMs: number, msPerPx: number): number {
  const reachMs = reachPx * msPerPx;
  const at = findTurnAt(turns, timeMs);
  const before = turns[at];
  if (before && timeMs <= before.endMs)
    return before.endMs - before.startMs > 2 * reachMs ? timeMs : before.startMs;
  const after = turns[at + 1];
  const toBefore = before ? timeMs - before.endMs : Number.POSITIVE_INFINITY;
  const toAfter = after ? after.startMs - timeMs : Number.POSITIVE_INFINITY;
  if (Math.min(toBefore, toAfter) > reachMs) return timeMs;
  return toAfter <= toBefore ? (after as SpokenTurn).startMs : (before as SpokenTurn).startMs;
}
