import { z } from "zod";
import { type EngineRequestOptions, SAMPLE_RATE, type SampleRange } from "../engines/engine";
import { readWavSamples } from "../engines/read-wav";

/** `transcription_chunks.context`: what is carried over the seams of a chunk that speech goes through. */
export const chunkContext = z.object({
  /** Samples that are heard before the chunk begins and behind its end; the neighbours hear them, too. */
  leadSamples: z.number().int().nonnegative(),
  tailSamples: z.number().int().nonnegative(),
  /** The chunk whose last words the engine is told before it hears this one; null where it is told nothing. */
  textOf: z.number().int().nonnegative().nullable(),
  /** It was heard before as a part of other chunks, and is heard once more by itself. */
  isRetry: z.boolean().optional(),
});
export type ChunkContext = z.infer<typeof chunkContext>;

/** A chunk answers for its own range; with a context it is heard a little beyond. */
export interface PlannedChunk {
  range: SampleRange;
  context: ChunkContext | null;
}

/** A seam is moved to the quietest place that lies so near. */
export const SEAM_REACH_SAMPLES = 2 * SAMPLE_RATE;
/** Half a dozen words are heard on both sides: enough to find those that are the same. */
export const SEAM_OVERLAP_SAMPLES = SAMPLE_RATE;
/** A hundredth of a second. */
const step = SAMPLE_RATE / 100;
/** As long as the pause between two words of a slow speaker. */
const quietSteps = 8;

/** Chunks that touch are parts of one stretch of speech that was too long for the engine. The seam between them is moved
 * to where the sound is quietest nearby, and both are heard beyond it. Depends on the sound alone, so that a plan made
 * again is the same.
 * @param takesText whether the engine makes use of the text before; every second chunk of a stretch is told that of the
 * chunk before it, so that at least half of them can be heard at once, in any order */
export async function placeSeams(
  wavPath: string,
  ranges: readonly SampleRange[],
  { takesText, signal }: { takesText: boolean } & Pick<EngineRequestOptions, "signal">,
): Promise<PlannedChunk[]> {
  const placed = ranges.map((range) => ({ ...range }));
  for (const [at, right] of placed.entries()) {
    const left = placed[at - 1];
    if (left?.end !== right.start) continue;
    signal.throwIfAborted();
    const reach = Math.min(SEAM_REACH_SAMPLES, (left.end - left.start) >> 2, (right.end - right.start) >> 2);
    const around = { start: left.end - reach, end: left.end + reach };
    const [samples = new Float32Array(0)] = await readWavSamples(wavPath, [around]);
    left.end = around.start + findQuietest(samples);
    right.start = left.end;
  }
  let withinStretch = 0;
  return placed.map((range, at) => {
    const isTouched = placed[at - 1]?.end === range.start;
    const touches = placed[at + 1]?.start === range.end;
    withinStretch = isTouched ? withinStretch + 1 : 0;
    if (!isTouched && !touches) return { range, context: null };
    const overlap = Math.min(SEAM_OVERLAP_SAMPLES, (range.end - range.start) >> 1);
    return {
      range,
      context: {
        leadSamples: isTouched ? overlap : 0,
        tailSamples: touches ? overlap : 0,
        textOf: takesText && withinStretch % 2 === 1 ? at - 1 : null,
      },
    };
  });
}

/** What is heard of a chunk. */
export function rangeHeard({ range, context }: PlannedChunk): SampleRange {
  return { start: range.start - (context?.leadSamples ?? 0), end: range.end + (context?.tailSamples ?? 0) };
}

/** Middle of the quietest moment, of equally quiet ones that nearest to the middle.
 * @returns samples from the start */
export function findQuietest(samples: Float32Array): number {
  const steps = Math.floor(samples.length / step);
  const energies = new Float64Array(steps + 1);
  for (let at = 0; at < steps; at++) {
    let squares = 0;
    for (const sample of samples.subarray(at * step, (at + 1) * step)) squares += sample * sample;
    energies[at + 1] = (energies[at] as number) + squares;
  }
  const middle = Math.floor(samples.length / 2);
  let quietest = middle;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at + quietSteps <= steps; at++) {
    const energy = (energies[at + quietSteps] as number) - (energies[at] as number);
    const place = Math.round((at + quietSteps / 2) * step);
    const isNearer = Math.abs(place - middle) < Math.abs(quietest - middle);
    if (energy < least || (energy === least && isNearer)) {
      least = energy;
      quietest = place;
    }
  }
  return quietest;
}
