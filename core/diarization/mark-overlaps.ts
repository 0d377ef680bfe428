import type { Overlap } from "./find-overlaps";

interface Turn {
  speaker: number;
  startMs: number;
  endMs: number;
  confidence: number;
  overlaps: boolean;
}

/** A shorter piece of a turn is not worth one of its own. */
const shortestMs = 200;
/** Which of the others speaks over somebody is right this often, on joined dialogues. */
const otherConfidence = 0.65;

/** Turns cut where two speak at once, so that those parts alone are marked, with a turn of the other laid over them.
 * @param turns in order, not overlapping
 * @param overlaps in samples at 16 kHz, in order
 * @returns in order of their start */
export function markOverlaps(turns: readonly Turn[], overlaps: readonly Overlap[]): Turn[] {
  const marked: Turn[] = [];
  let next = 0;
  for (const turn of turns) {
    let { startMs } = turn;
    while (next < overlaps.length && Math.round((overlaps[next] as Overlap).end / 16) <= startMs) next++;
    for (let at = next; at < overlaps.length; at++) {
      const overlap = overlaps[at] as Overlap;
      const from = Math.max(startMs, Math.round(overlap.start / 16));
      const to = Math.min(turn.endMs, Math.round(overlap.end / 16));
      if (from >= turn.endMs) break;
      if (to - from < shortestMs) continue;
      const begins = from - startMs < shortestMs ? startMs : from;
      const ends = turn.endMs - to < shortestMs ? turn.endMs : to;
      if (begins > startMs) marked.push({ ...turn, startMs, endMs: begins });
      const both = { startMs: begins, endMs: ends, overlaps: true };
      marked.push({ ...turn, ...both });
      if (overlap.speaker !== null && overlap.speaker !== turn.speaker)
        marked.push({ ...both, speaker: overlap.speaker, confidence: otherConfidence });
      startMs = ends;
    }
    if (startMs < turn.endMs) marked.push({ ...turn, startMs });
  }
  return marked;
}
