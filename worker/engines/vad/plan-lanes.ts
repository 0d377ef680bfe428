import type { SampleRange } from "../engine";
import { VAD_FRAME_SAMPLES } from "./silero-session";

/** Lanes that one request to a child carries: the detector is twice as fast on eight as on one. */
const lanesPerBatch = 8;
/** 20 to 40 s: long enough that the start of a lane, where the detector has heard little, is rare, and short
 * enough that a batch is a few MB however long the file is. */
const laneFramesMin = 625;
const laneFramesMax = 1250;
/** The detector remembers: it starts this far before a lane, until it knows the room. */
export const LANE_WARMUP_FRAMES = 96;

/** Stretches that are looked at together, each `LANE_WARMUP_FRAMES` longer than what it answers for and all of
 * one length, so that ranges reach beyond both ends of the file. The plan depends on the length alone: however
 * many children share it, the same file gives the same speech. */
export function planLanes(totalSamples: number): SampleRange[][] {
  const frames = Math.ceil(totalSamples / VAD_FRAME_SAMPLES);
  const wanted = Math.ceil(frames / (2 * lanesPerBatch));
  const laneFrames = Math.min(frames, laneFramesMax, Math.max(laneFramesMin, wanted));
  const lanes = frames === 0 ? 0 : Math.ceil(frames / laneFrames);
  // Two batches as soon as there is anything to share, so that two slots are both busy.
  const batches = Math.min(lanes, Math.max(2, Math.ceil(lanes / lanesPerBatch)));
  const firstLane = (batch: number) => Math.round((batch * lanes) / batches);
  return Array.from({ length: batches }, (_, batch) =>
    Array.from({ length: firstLane(batch + 1) - firstLane(batch) }, (_, at) => {
      const lane = firstLane(batch) + at;
      return {
        start: (lane * laneFrames - LANE_WARMUP_FRAMES) * VAD_FRAME_SAMPLES,
        end: (lane + 1) * laneFrames * VAD_FRAME_SAMPLES,
      };
    }),
  );
}
