import type { SampleRange } from "../engine";
import { deriveRegions } from "./derive-regions";
import { sharpenVoice } from "./sharpen-voice";
import { type SileroSession, VAD_FRAME_SAMPLES } from "./silero-session";

const lanes = 4;
const warmupFrames = 32;
/** Finer than the regions that chunks are made of: here a pause between two words counts. */
export const fineRegions = { minSpeechSamples: 2_048, minSilenceSamples: 1_024, padSamples: 480 };

/** Where there is a voice within one chunk, in samples from its start, down to pauses of 64 ms. Depends on the
 * chunk alone, so that a chunk decoded again has the same word times. */
export async function findVoice(vad: SileroSession, samples: Float32Array): Promise<SampleRange[]> {
  const frames = Math.ceil(samples.length / VAD_FRAME_SAMPLES);
  const laneFrames = Math.ceil(frames / lanes);
  const stretches = Array.from({ length: lanes }, (_, lane) => {
    const stretch = new Float32Array((warmupFrames + laneFrames) * VAD_FRAME_SAMPLES);
    const start = (lane * laneFrames - warmupFrames) * VAD_FRAME_SAMPLES;
    stretch.set(samples.subarray(Math.max(0, start), start + stretch.length), Math.max(0, -start));
    return stretch;
  });
  const probabilities = new Float32Array(lanes * laneFrames);
  (await vad.detect(stretches)).forEach((lane, at) => {
    probabilities.set(lane.subarray(warmupFrames), at * laneFrames);
  });
  return sharpenVoice(deriveRegions(probabilities.subarray(0, frames), samples.length, fineRegions), samples);
}
