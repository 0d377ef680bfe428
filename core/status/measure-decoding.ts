import type { SpeedMeasure } from "./speed-belief";

/** The chunks of one recording, as far as one run (a claim) decoded them. Chunks of an earlier run tell nothing of
 * this one's speed and are counted in neither. Seconds of audio, but for the two instants. */
export interface ChunkFacts {
  decodedCount: number;
  decodedSeconds: number;
  /** Length of the chunk that was decoded first. */
  firstSeconds: number;
  /** Seconds of the clock from the start of the run to its first and its last decoded chunk. */
  firstAfter: number;
  lastAfter: number;
  leftCount: number;
  leftSeconds: number;
  /** All of them, also what an earlier run decoded. */
  totalSeconds: number;
}

/** Speed of the whole engine (audio seconds of chunks a second of all slots together) as one run shows it, where it
 * had 1/sharers of it.
 *
 * It is measured between the first and the last decoded chunk, since finding speech and loading a model go before the
 * first and have no part in what is left. At the first, the other slots are as far with theirs; at the last, they are
 * half through theirs on average. Null while there is too little. */
export function measureDecoding(chunks: ChunkFacts, slots: number, sharers: number): SpeedMeasure | null {
  const lanes = Math.max(1, slots / Math.max(1, sharers));
  const clock = chunks.lastAfter - chunks.firstAfter;
  if (chunks.decodedCount <= lanes || clock <= 0) return null;
  const mean = chunks.decodedSeconds / chunks.decodedCount;
  const done =
    chunks.decodedSeconds -
    chunks.firstSeconds -
    (lanes - 1) * chunks.firstSeconds +
    ((lanes - 1) * mean) / 2;
  // Very unlike first chunks say nothing yet.
  const pieces = Math.min(chunks.decodedCount - 1, done / mean);
  if (pieces < 0.5) return null;
  return { speed: (done / clock) * Math.max(1, sharers), pieces };
}
