import { InferenceSession, Tensor } from "onnxruntime-node";
import { type ChunkStop, SAMPLE_RATE } from "../engine";
import { sessionOptions } from "../session-options";
import type { MoonshineModelFiles } from "./build-models";
import { decodeLed, type LeadSettings, type Led, type Said, type Trial } from "./lead-decoding";
import { type MoonshineModel, moonshineShapes } from "./model-shapes";
import type { TermTrie } from "./term-trie";

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
  /** Terms that stand where something else would stand without them. */
  led: Led[];
}

export interface DecodeOptions {
  /** Terms that may be said. */
  trie?: TermTrie | null;
  settings?: LeadSettings;
  onTrial?(trial: Trial): void;
}

export interface MoonshineSession {
  readonly model: MoonshineModel;
  /** @param samples 16 kHz mono, -1..1, at most some 24 s */
  decode(samples: Float32Array, options?: DecodeOptions): Promise<Decoding>;
  /** What `decode` would tell, had the model said these tokens: how likely each was after those before it, and where it
   * looked meanwhile. */
  follow(samples: Float32Array, tokens: readonly number[]): Promise<Decoding>;
  release(): Promise<void>;
}

/** Keys and values of what was said so far. */
type Cache = Record<string, Tensor>;

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

  const empty = new Tensor("float32", new Float32Array(0), [1, heads, 0, headDim]);
  const emptyCache: Cache = Object.fromEntries(caches.map((name) => [`past_key_values.${name}`, empty]));

  async function encode(samples: Float32Array) {
    const encoded = await encoder.run({ input_values: new Tensor("float32", samples, [1, samples.length]) });
    const hidden = encoded.last_hidden_state as Tensor;
    const cross = await crossAttention.run({ encoder_hidden_states: hidden });
    const feeds: Record<string, Tensor> = {};
    for (const [name, tensor] of Object.entries(cross)) {
      feeds[name.replace("present", "past_key_values")] = tensor as Tensor;
    }
    Object.assign(feeds, emptyCache);
    return { feeds, frames: hidden.dims[1] ?? 0 };
  }

  /** The decoder, ready for its first step. */
  async function open(given: Float32Array) {
    const samples = given.length < minSamples ? padTo(given, minSamples) : given;
    const { feeds, frames } = await encode(samples);
    /** @param last token that was said before, the start token first
     * @param cache of what was said before that; of the step before where it is left out */
    async function advance(last: number, cache?: Cache | null): Promise<Said<Cache>> {
      Object.assign(feeds, cache === null ? emptyCache : cache);
      feeds.input_ids = new Tensor("int64", BigInt64Array.of(BigInt(last)), [1, 1]);
      const result = await step.run(feeds, stepOutputs);
      const kept: Cache = {};
      for (const name of caches) kept[`past_key_values.${name}`] = result[`present.${name}`] as Tensor;
      Object.assign(feeds, kept);
      const logits = result.logits?.data as Float32Array;
      const { token: best, logSum } = pickBest(logits);
      return { logits, logSum, best, attention: result.alignment?.data as Float32Array, cache: kept };
    }
    return {
      advance,
      seconds: samples.length / SAMPLE_RATE,
      frames,
      samplesPerFrame: samples.length / Math.max(1, frames),
    };
  }

  async function decode(given: Float32Array, options: DecodeOptions = {}): Promise<Decoding> {
    const { advance, seconds, frames, samplesPerFrame } = await open(given);
    const { trie, settings, onTrial } = options;
    const decoding = await decodeLed({
      ...{ advance, trie: trie ?? null, startToken, endToken, tokenCap: capTokens(seconds) },
      ...{ settings, onTrial },
    });
    const { said, end, isLoop, noSpeechLogprob, led } = decoding;
    const rows = end ? [...said, end] : said;
    return {
      tokens: said.map(({ token }) => token),
      logprobs: said.map(({ logprob }) => logprob),
      avgLogprob: said.length === 0 ? null : mean(rows.map(({ logprob }) => logprob)),
      noSpeechLogprob,
      stopped: end ? "end" : isLoop ? "loop" : "cap",
      attention: rows.map(({ attention }) => attention),
      frames,
      samplesPerFrame,
      led,
    };
  }

  async function follow(given: Float32Array, tokens: readonly number[]): Promise<Decoding> {
    const { advance, frames, samplesPerFrame } = await open(given);
    const logprobs: number[] = [];
    const attention: Float32Array[] = [];
    let noSpeechLogprob: number | null = null;
    for (const [at, token] of [...tokens, endToken].entries()) {
      const said = await advance(at === 0 ? startToken : (tokens[at - 1] as number));
      noSpeechLogprob ??= (said.logits[endToken] ?? 0) - said.logSum;
      logprobs.push((said.logits[token] ?? 0) - said.logSum);
      attention.push(said.attention);
    }
    return {
      tokens: [...tokens],
      logprobs: logprobs.slice(0, -1),
      avgLogprob: tokens.length === 0 ? null : mean(logprobs),
      noSpeechLogprob,
      stopped: "end",
      attention,
      frames,
      samplesPerFrame,
      led: [],
    };
  }

  async function release(): Promise<void> {
    await encoder.release();
    await crossAttention.release();
    await step.release();
  }

  return { model, decode, follow, release };
}

/** Most tokens that anybody can say in so many seconds. */
export function capTokens(seconds: number): number {
  return Math.ceil(seconds * tokensPerSecondMax) + 2;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function padTo(samples: Float32Array, length: number): Float32Array {
  const padded = new Float32Array(length);
  padded.set(samples);
  return padded;
}

function pickBest(logits: Float32Array): { token: number; logSum: number } {
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
  return { token, logSum: highest + Math.log(sum) };
}
