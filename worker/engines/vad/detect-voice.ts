import type { EngineRequestOptions, SampleRange } from "../engine";
import type { EnginePool } from "../engine-pool";
import { deriveRegions } from "./derive-regions";
import { fineRegions } from "./find-voice";
import { LANE_WARMUP_FRAMES } from "./plan-lanes";
import { VAD_FRAME_SAMPLES } from "./silero-session";

const lanes = 4;

/** Where there is a voice within a part of a file, in samples from the start of the part, down to pauses of 64 ms: as
 * `findVoice`, for an engine that hears elsewhere. The models must be there. */
export async function detectVoice(
  pool: EnginePool,
  wavPath: string,
  range: SampleRange,
  request: EngineRequestOptions,
): Promise<SampleRange[]> {
  const length = range.end - range.start;
  const frames = Math.ceil(length / VAD_FRAME_SAMPLES);
  const laneFrames = Math.ceil(frames / lanes);
  const startOf = (lane: number) => range.start + lane * laneFrames * VAD_FRAME_SAMPLES;
  const stretches = Array.from({ length: lanes }, (_, lane) => ({
    start: startOf(lane) - LANE_WARMUP_FRAMES * VAD_FRAME_SAMPLES,
    end: startOf(lane + 1),
  }));
  const detected = await pool.run(
    { kind: "detect", wavPath, lanes: stretches },
    { ...request, group: wavPath },
  );
  const probabilities = new Float32Array(lanes * laneFrames);
  detected.forEach((lane, at) => {
    probabilities.set(lane.subarray(0, laneFrames), at * laneFrames);
  });
  return deriveRegions(probabilities.subarray(0, frames), length, fineRegions);
}
