import type { TimedWord } from "@/core/transcript/types";
import type { RunAccount } from "../resources/run-account";

/** Speech engines behind one small interface. Audio is always a 16 kHz mono s16le WAV file written by
 * `preprocess` (canonical 44-byte header); positions are sample indexes into its data. */

export const SAMPLE_RATE = 16_000;

/** Half-open range of samples, `[start, end)`. */
export interface SampleRange {
  start: number;
  end: number;
}

/** How a recording is cut: as the engine hears best, or in shorter pieces, for another hearing. */
export type ChunkCut = "usual" | "short";

/** Why a decoding stopped before its natural end, if it did. */
export type ChunkStop = "end" | "loop" | "cap";

/** A term of the person's, and what would stand there without it. */
export interface LedTerm {
  from: string;
  to: string;
  startMs: number;
}

/** Who spoke when, as a server says. Milliseconds on the clock of the whole file. */
export interface ServerTurn {
  /** As the server calls them in this chunk; in the next one the same name may be somebody else. */
  speaker: string;
  startMs: number;
  endMs: number;
}

/** What an engine heard in one chunk. Word times are on the clock of the whole file. */
export interface ChunkResult {
  words: TimedWord[];
  text: string;
  /** Mean token log-probability, null when nothing was decoded. */
  avgLogprob: number | null;
  /** Log-probability that there is no speech (end of text at the first step), null when the engine has none. */
  noSpeechLogprob: number | null;
  stopped: ChunkStop;
  /** Token ids, kept for the raw result. */
  tokens: number[];
  /** BCP 47 primary tag that the engine heard or was told; null or left out: it says nothing of it. */
  language?: string | null;
  /** `estimated`: at least some word times were spread over the sound, and such words have no confidence. */
  times?: "heard" | "estimated";
  /** Terms that an engine wrote where it would have written something else without them. */
  led?: LedTerm[];
  /** Of a server that tells speakers apart: in order, within the chunk. */
  turns?: ServerTurn[];
  /** Of an engine that asks a server: the model that answered, and the sound that is paid for. */
  model?: string;
  billedSeconds?: number;
}

export interface EngineDescription {
  /** Stable id, stored with results: "moonshine-base". */
  id: string;
  name: string;
  /** BCP 47 primary tags. */
  languages: string[];
  description: string;
}

export interface EngineRequestOptions {
  /** Ends the request, waiting or running. */
  signal: AbortSignal;
  /** Ends the request only while it waits: what is being heard comes to its end. */
  softStop?: AbortSignal;
  /** On whose account: bounds of memory and slots, and where use is written down. None: no bounds. */
  account?: RunAccount;
  /** BCP 47 primary tag of what is spoken; null leaves it to an engine that knows several. */
  language?: string | null;
  /** What was said right before, for an engine that takes text. */
  textBefore?: string | null;
  /** Names and terms that may be said, the likeliest first, for an engine that can be led by them. */
  terms?: readonly string[];
}

export interface PrepareOptions {
  account?: RunAccount;
  /** Only of an engine whose model is not there yet. */
  onFetch?(bytes: number, totalBytes: number): void;
}

/** A run of an engine on one file. Requests may be made in parallel; the pool decides how many really run. */
export interface SpeechEngine {
  readonly description: EngineDescription;
  /** Requests worth making at once, where it is not the slots of this machine that bound them. */
  readonly lanes?: number;
  /** Hears better where it is told what was said before. */
  readonly takesText?: boolean;
  /** Makes ready what the first request would wait for; the requests do it themselves where nobody asked.
   * @param options whose bounds the model has to fit into, and who hears how much of it was fetched */
  prepare(signal: AbortSignal, options?: PrepareOptions): Promise<void>;
  /** Speech regions of the whole file, in order, not overlapping.
   * @param onProgress fraction 0..1 of the file looked at */
  detectSpeech(
    wavPath: string,
    options: EngineRequestOptions & { onProgress?: (fraction: number) => void },
  ): Promise<SampleRange[]>;
  /** Chunks to decode, fixed before the first is decoded. Pure: the same regions give the same plan. Chunks that touch are
   * parts of one stretch of speech: their seam is moved to a quiet place, and they are heard up to 3 s beyond it.
   * @param cut shorter pieces than usual, for another hearing; an engine that has one way of cutting keeps it */
  planChunks(regions: SampleRange[], totalSamples: number, cut?: ChunkCut): SampleRange[];
  transcribeChunk(wavPath: string, range: SampleRange, options: EngineRequestOptions): Promise<ChunkResult>;
}
