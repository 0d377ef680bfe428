import { InferenceSession, Tensor } from "onnxruntime-node";
import { type ChunkStop, SAMPLE_RATE } from "../engine";
import { sessionOptions } from "../session-options";
import type { MoonshineModelFiles } from "./build-models";
import { findLoop } from "./find-loop";
import { type MoonshineModel, moonshineShapes } from "./model-shapes";

const startToken = 1;
const endToken = 2;
/** Nobody speaks faster: 5.9 was the most seen in real recordings. */
const tokensPerSecondMax = 6.5;
/** The encoder's first layers need some sound to stand on. */
const minSamples = SAMPLE_RATE / 4;

export interface Decoding {
  tokens: number[];
  /** Log-probability of each of `tokens`. */
  logprobs: number[];
  /** Mean over the tokens and the end, null when there are none. */
  avgLogprob: number | null;
  /** Log-probability that the text ends before it begins. */
  noSpeechLogprob: number | null;
  stopped: ChunkStop;
  /** One row a token and, when the text ended by itself, one for its end: head after head, frame after frame. */
  attention: Float32Array[];
  frames: number;
  samplesPerFrame: number;
}

export interface MoonshineSession {
  readonly model: MoonshineModel;
  /** @param samples 16 kHz mono, -1..1, at most some 24 s */
  decode(samples: Float32Array): Promise<Decoding>;
  release(): Promise<void>;
}

export async function createMoonshineSession(
  model: MoonshineModel,
  files: MoonshineModelFiles,
): Promise<MoonshineSession> {
  const { layers, heads, headDim } = moonshineShapes[model];
  const encoder = await InferenceSession.create(files.encoder, sessionOptions);
  const crossAttention = await InferenceSession.create(files.crossAttention, sessionOptions);
  const step = await InferenceSession.create(files.step, sessionOptions);
  const caches = Array.from({ length: layers }, (_, layer) => [
    `${layer}.decoder.key`,
    `${layer}.decoder.value`,
  ]).flat();
  const stepOutputs = ["logits", "alignment", ...caches.map((name) => `present.${name}`)];

  async function encode(samples: Float32Array) {
    const encoded = await encoder.run({ input_values: new Tensor("float32", samples, [1, samples.length]) });
    const hidden = encoded.last_hidden_state as Tensor;
    const cross = await crossAttention.run({ encoder_hidden_states: hidden });
    const feeds: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(cross)) {
      feeds[name.replace("present", "past_key_values")] = tensor as Tensor;
    }
    const empty = new Tensor("float32", new Float32Array(0), [1, heads, 0, headDim]);
    for (const name of caches) feeds[`past_key_values.${name}`] = empty;
    return { feeds, frames: hidden.dims[1] ?? 0 };
  }

  async function decode(given: Float32Array): Promise<Decoding> {
    const samples = given.length < minSamples ? padTo(given, minSamples) : given;
    const { feeds, frames } = await encode(samples);
    const tokenCap = Math.ceil((samples.length / SAMPLE_RATE) * tokensPerSecondMax) + 2;
    const tokens: number[] = [];
    const logprobs: number[] = [];
    const attention: Float32Array[] = [];
    let endLogprob: number | null = null;
    let noSpeechLogprob: number | null = null;
    let stopped: ChunkStop = "cap";
    while (tokens.length < tokenCap) {
      feeds.input_ids = new Tensor("int64", BigInt64Array.of(BigInt(tokens.at(-1) ?? startToken)), [1, 1]);
      const result = await step.run(feeds, stepOutputs);
      const logits = result.logits?.data as Float32Array;
      const best = pickBest(logits);
      noSpeechLogprob ??= (logits[endToken] ?? 0) - best.logSum;
      attention.push(result.alignment?.data as Float32Array);
      for (const name of caches) feeds[`past_key_values.${name}`] = result[`present.${name}`] as Tensor;
      if (best.token === endToken) {
        endLogprob = best.logprob;
        stopped = "end";
        break;
      }
      tokens.push(best.token);
      logprobs.push(best.logprob);
      const dropped = findLoop(tokens);
      if (dropped !== null) {
        tokens.length -= dropped;
        logprobs.length = tokens.length;
        attention.length = tokens.length;
        stopped = "loop";
        break;
      }
    }
    const scored = endLogprob === null ? logprobs : [...logprobs, endLogprob];
    return {
      tokens,
      logprobs,
      avgLogprob: tokens.length === 0 ? null : scored.reduce((sum, value) => sum + value, 0) / scored.length,
      noSpeechLogprob,
      stopped,
      attention,
      frames,
      samplesPerFrame: samples.length / Math.max(1, frames),
    };
  }

  async function release(): Promise<void> {
    await encoder.release();
    await crossAttention.release();
    await step.release();
  }

  return { model, decode, release };
}

function padTo(samples: Float32Array, length: number): Float32Array {
  const padded = new Float32Array(length);
  padded.set(samples);
  return padded;
}

function pickBest(logits: Float32Array): { token: number; logprob: number; logSum: number } {
  let token = 0;
  let highest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < logits.length; at++) {
    const logit = logits[at] as number;
    if (logit > highest) {
      highest = logit;
      token = at;
    }
  }
  let sum = 0;
  for (let at = 0; at < logits.length; at++) {
    const below = (logits[at] as number) - highest;
    // What lies further down adds less than a float can hold next to 1.
    if (below > -20) sum += Math.exp(below);
  }
  return { token, logprob: -Math.log(sum), logSum: highest + Math.log(sum) };
}
