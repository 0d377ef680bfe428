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

/** Why a decoding stopped before its natural end, if it did. */
export type ChunkStop = "end" | "loop" | "cap";

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
}

/** A run of an engine on one file. Requests may be made in parallel; the pool decides how many really run. */
export interface SpeechEngine {
  readonly description: EngineDescription;
  /** Makes ready what the first request would wait for; the requests do it themselves where nobody asked. */
  prepare(signal: AbortSignal): Promise<void>;
  /** Speech regions of the whole file, in order, not overlapping.
   * @param onProgress fraction 0..1 of the file looked at */
  detectSpeech(
    wavPath: string,
    options: EngineRequestOptions & { onProgress?: (fraction: number) => void },
  ): Promise<SampleRange[]>;
  /** Chunks to decode, fixed before the first is decoded. Pure: the same regions give the same plan. */
  planChunks(regions: SampleRange[], totalSamples: number): SampleRange[];
  transcribeChunk(wavPath: string, range: SampleRange, options: EngineRequestOptions): Promise<ChunkResult>;
}
