import { InferenceSession, Tensor } from "onnxruntime-node";
import { sessionOptions } from "../session-options";

/** Samples that Silero VAD v5 judges at once, at 16 kHz (32 ms). */
export const VAD_FRAME_SAMPLES = 512;
/** Samples of the frame before that it wants to see in front of each. */
const contextSamples = 64;
const stateWidth = 128;
/** Silence that the detector has heard before anything else. From its blank state it takes the first voice for the
 * room and is half deaf to it for many seconds. */
const settlingFrames = 48;

export interface SileroSession {
  /** Probability of speech of every whole frame of each lane. Lanes are independent stretches of one length;
   * several at once cost little more than one. */
  detect(lanes: Float32Array[]): Promise<Float32Array[]>;
  release(): Promise<void>;
}

export async function createSileroSession(modelPath: string): Promise<SileroSession> {
  const session = await InferenceSession.create(modelPath, sessionOptions);
  const sampleRate = new Tensor("int64", BigInt64Array.of(16_000n), []);

  async function run(lanes: Float32Array[], firstState: Float32Array) {
    const frames = Math.floor((lanes[0]?.length ?? 0) / VAD_FRAME_SAMPLES);
    const probabilities = lanes.map(() => new Float32Array(frames));
    const width = contextSamples + VAD_FRAME_SAMPLES;
    const input = new Float32Array(lanes.length * width);
    let state: Tensor = new Tensor("float32", firstState, [2, lanes.length, stateWidth]);
    for (let frame = 0; frame < frames; frame++) {
      const end = (frame + 1) * VAD_FRAME_SAMPLES;
      // Before the first frame there is silence: `input` is still zero there.
      const start = frame === 0 ? 0 : end - width;
      lanes.forEach((lane, at) => {
        input.set(lane.subarray(start, end), (at + 1) * width - (end - start));
      });
      const result = await session.run({
        input: new Tensor("float32", input, [lanes.length, width]),
        state,
        sr: sampleRate,
      });
      const output = result.output?.data as Float32Array;
      probabilities.forEach((lane, at) => {
        lane[frame] = output[at] ?? 0;
      });
      state = result.stateN as Tensor;
    }
    return { probabilities, state: state.data as Float32Array };
  }

  const silence = new Float32Array(settlingFrames * VAD_FRAME_SAMPLES);
  const settled = (await run([silence], new Float32Array(2 * stateWidth))).state;

  async function detect(lanes: Float32Array[]): Promise<Float32Array[]> {
    const state = new Float32Array(2 * lanes.length * stateWidth);
    for (let at = 0; at < 2 * lanes.length; at++) {
      const layer = Math.floor(at / lanes.length);
      state.set(settled.subarray(layer * stateWidth, (layer + 1) * stateWidth), at * stateWidth);
    }
    return (await run(lanes, state)).probabilities;
  }

  return { detect, release: () => session.release() };
}
