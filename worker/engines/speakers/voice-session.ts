import { InferenceSession, Tensor } from "onnxruntime-node";
import type { LayerFrames } from "@/core/diarization/voice-statistics";
import { sessionOptions } from "../session-options";

/** Shorter sound does not fill the first layer. */
const minSamples = 4_000;
/** Root mean square that sound is brought to, so that how loud somebody is recorded says nothing. */
const targetLevel = 0.06;

export interface VoiceSession {
  /** @param samples 16 kHz mono, -1..1, some seconds */
  layersOf(samples: Float32Array): Promise<{ samples: Float32Array; layers: LayerFrames }>;
  release(): Promise<void>;
}

export async function createVoiceSession(graphPath: string): Promise<VoiceSession> {
  const session = await InferenceSession.create(graphPath, sessionOptions);
  return {
    async layersOf(given) {
      const samples = level(given);
      const result = await session.run({
        input_values: new Tensor("float32", samples, [1, samples.length]),
      });
      const layer = result[session.outputNames[0] as string] as Tensor;
      const [, frames = 0, width = 0] = layer.dims;
      const values = layer.data as Float32Array;
      return { samples, layers: { frames, width, values } };
    },
    release: () => session.release(),
  };
}

/** By the louder half of its 20 ms pieces, so that a long pause does not make the rest loud. */
function level(given: Float32Array): Float32Array {
  const samples = new Float32Array(Math.max(minSamples, given.length));
  const piece = 320;
  const powers: number[] = [];
  for (let start = 0; start + piece <= given.length; start += piece) {
    let sum = 0;
    for (let at = start; at < start + piece; at++) sum += (given[at] as number) ** 2;
    powers.push(sum / piece);
  }
  powers.sort((a, b) => b - a);
  const loud = powers.slice(0, Math.ceil(powers.length / 2));
  const power = loud.reduce((sum, value) => sum + value, 0) / Math.max(1, loud.length);
  // Silence stays silent.
  const gain = power < 1e-9 ? 1 : targetLevel / Math.sqrt(power);
  for (let at = 0; at < given.length; at++) samples[at] = (given[at] as number) * gain;
  return samples;
}
