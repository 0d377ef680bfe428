import { SAMPLE_RATE, type SampleRange } from "../engine";

export interface ChunkBounds {
  /** Pauses up to this long are left inside a chunk: a model hears better with what came before. */
  joinGapSamples: number;
  /** Regions are joined up to this length. */
  joinedMaxSamples: number;
  /** No chunk is longer. */
  hardMaxSamples: number;
}

/** Moonshine falls apart on much longer stretches. */
const moonshineBounds: ChunkBounds = {
  joinGapSamples: 2 * SAMPLE_RATE,
  joinedMaxSamples: 20 * SAMPLE_RATE,
  hardMaxSamples: 24 * SAMPLE_RATE,
};

/** For another hearing: what a longer piece made the engine skip or mishear it often gets right in a shorter one. */
export const shortBounds: ChunkBounds = {
  joinGapSamples: 0.6 * SAMPLE_RATE,
  joinedMaxSamples: 8 * SAMPLE_RATE,
  hardMaxSamples: 16 * SAMPLE_RATE,
};
/** A seam within speech is moved a little afterwards, and either side is heard beyond it: 2 s and 1 s at both ends. */
const seamRoomSamples = 6 * SAMPLE_RATE;

/** Chunks to decode from regions of speech, in order, inside the file: near regions joined, by default up to 20 s, and
 * none above 24 s. Chunks that touch are parts of one stretch that is longer. */
export function planChunks(
  regions: SampleRange[],
  totalSamples: number,
  { joinGapSamples, joinedMaxSamples, hardMaxSamples }: ChunkBounds = moonshineBounds,
): SampleRange[] {
  const chunks: SampleRange[] = [];
  for (const region of regions) {
    const start = Math.max(0, Math.floor(region.start), chunks.at(-1)?.end ?? 0);
    const end = Math.min(totalSamples, Math.ceil(region.end));
    if (end <= start) continue;
    const last = chunks.at(-1);
    if (last && start - last.end <= joinGapSamples && end - last.start <= joinedMaxSamples) {
      last.end = end;
    } else {
      chunks.push(...splitEvenly({ start, end }, hardMaxSamples));
    }
  }
  return chunks;
}

function splitEvenly({ start, end }: SampleRange, hardMaxSamples: number): SampleRange[] {
  const isWhole = end - start <= hardMaxSamples;
  const parts = isWhole ? 1 : Math.ceil((end - start) / (hardMaxSamples - seamRoomSamples));
  const at = (part: number) => start + Math.round(((end - start) * part) / parts);
  return Array.from({ length: parts }, (_, part) => ({ start: at(part), end: at(part + 1) }));
}
