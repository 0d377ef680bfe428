import { SAMPLE_RATE, type SampleRange } from "../engine";

/** Pauses up to this long are left inside a chunk: the model hears better with what came before. */
const joinGapSamples = 2 * SAMPLE_RATE;
const joinedMaxSamples = 20 * SAMPLE_RATE;
/** The model falls apart on much longer stretches. */
const hardMaxSamples = 24 * SAMPLE_RATE;

/** Chunks to decode from regions of speech: near regions joined up to 20 s, none above 24 s, in order, inside
 * the file. */
export function planChunks(regions: SampleRange[], totalSamples: number): SampleRange[] {
  const chunks: SampleRange[] = [];
  for (const region of regions) {
    const start = Math.max(0, Math.floor(region.start), chunks.at(-1)?.end ?? 0);
    const end = Math.min(totalSamples, Math.ceil(region.end));
    if (end <= start) continue;
    const last = chunks.at(-1);
    if (last && start - last.end <= joinGapSamples && end - last.start <= joinedMaxSamples) {
      last.end = end;
    } else {
      chunks.push(...splitEvenly({ start, end }));
    }
  }
  return chunks;
}

function splitEvenly({ start, end }: SampleRange): SampleRange[] {
  const parts = Math.ceil((end - start) / hardMaxSamples);
  const at = (part: number) => start + Math.round(((end - start) * part) / parts);
  return Array.from({ length: parts }, (_, part) => ({ start: at(part), end: at(part + 1) }));
}
