import type { SampleRange } from "../engine";
import { VAD_FRAME_SAMPLES } from "./silero-session";

export interface RegionOptions {
  /** Speech begins at this probability and ends below `threshold - 0.15`. */
  threshold?: number;
  minSpeechSamples?: number;
  minSilenceSamples?: number;
  padSamples?: number;
  /** Longer speech is cut at its weakest frame. */
  maxSamples?: number;
}

/** Longest region in samples, 23.5 s before padding. */
const defaultMaxSamples = 376_000;

/** Regions of speech from the probability of each frame: the two thresholds, shortest speech and shortest
 * silence that Silero's own `get_speech_timestamps` uses, then a little padding shared where regions are near.
 * In order, not overlapping, inside `[0, totalSamples)`. */
export function deriveRegions(
  probabilities: Float32Array,
  totalSamples: number,
  options: RegionOptions = {},
): SampleRange[] {
  const { padSamples = 1_920, maxSamples = defaultMaxSamples } = options;
  const maxFrames = Math.max(2, Math.floor(maxSamples / VAD_FRAME_SAMPLES));
  const stretches = listStretches(probabilities, options).flatMap((stretch) =>
    splitAtWeakest(probabilities, stretch, maxFrames),
  );
  const bare = stretches.map(({ start, end }) => ({
    start: start * VAD_FRAME_SAMPLES,
    end: Math.min(totalSamples, end * VAD_FRAME_SAMPLES),
  }));
  return bare
    .map(({ start, end }, at) => {
      const before = bare[at - 1]?.end;
      const after = bare[at + 1]?.start;
      return {
        start: Math.max(start - padSamples, before === undefined ? 0 : Math.ceil((before + start) / 2)),
        end: Math.min(end + padSamples, after === undefined ? totalSamples : Math.ceil((end + after) / 2)),
      };
    })
    .filter(({ start, end }) => end > start);
}

/** Half-open ranges of frames. */
function listStretches(probabilities: Float32Array, options: RegionOptions): SampleRange[] {
  const { threshold = 0.5, minSpeechSamples = 4_000, minSilenceSamples = 4_800 } = options;
  const stretches: SampleRange[] = [];
  let start = -1;
  let quietSince = -1;
  const close = (end: number) => {
    if ((end - start) * VAD_FRAME_SAMPLES >= minSpeechSamples) stretches.push({ start, end });
    start = -1;
    quietSince = -1;
  };
  probabilities.forEach((probability, frame) => {
    if (probability >= threshold) {
      quietSince = -1;
      if (start < 0) start = frame;
    } else if (start >= 0 && (quietSince >= 0 || probability < threshold - 0.15)) {
      // Between the two thresholds a silence that has begun goes on, and none begins.
      if (quietSince < 0) quietSince = frame;
      if (probability < threshold - 0.15 && (frame - quietSince) * VAD_FRAME_SAMPLES >= minSilenceSamples) {
        close(quietSince);
      }
    }
  });
  if (start >= 0) close(quietSince < 0 ? probabilities.length : quietSince);
  return stretches;
}

function splitAtWeakest(
  probabilities: Float32Array,
  { start, end }: SampleRange,
  maxFrames: number,
): SampleRange[] {
  const length = end - start;
  if (length <= maxFrames) return [{ start, end }];
  // Not near an end: a sliver of a word is worse to hear than a cut in the middle of a sentence.
  const from = start + Math.max(1, Math.floor(length * 0.2));
  const to = Math.min(start + Math.floor(length * 0.8), start + maxFrames);
  let weakest = from;
  let least = Number.POSITIVE_INFINITY;
  for (let frame = from; frame <= to; frame++) {
    const around = probabilities.subarray(frame - 1, frame + 2);
    const mean = around.reduce((sum, value) => sum + value, 0) / around.length;
    if (mean < least) {
      least = mean;
      weakest = frame;
    }
  }
  return [
    ...splitAtWeakest(probabilities, { start, end: weakest }, maxFrames),
    ...splitAtWeakest(probabilities, { start: weakest, end }, maxFrames),
  ];
}
