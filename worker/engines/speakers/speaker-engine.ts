import type { SpeakerEngineId } from "@/core/speech/speaker-engines";
import type { EngineRequestOptions, SampleRange } from "../engine";

/** Speaker engines behind one small interface. Audio is the WAV file that speech engines read: 16 kHz mono s16le. */

/** Half-open, ms on the clock of the whole file. Turns of a diarization are in order of their start. */
export interface SpeakerTurn {
  /** From 0, in order of first being heard. */
  speaker: number;
  startMs: number;
  endMs: number;
  /** 0..1: how often a turn like this one is given to the right speaker. */
  confidence: number;
  /** Another voice seems to speak at the same time. */
  overlaps: boolean;
}

export interface HeardVoice {
  speaker: number;
  /** Unit length; compared only with others of the same model. */
  embedding: Float32Array;
  /** Speech that it was made of. */
  seconds: number;
  /** Median pitch, null where too little of it is voiced. */
  pitchHz: number | null;
}

export interface Diarization {
  turns: SpeakerTurn[];
  /** One per speaker of `turns`. */
  voices: HeardVoice[];
  /** Id with version: embeddings of another model are never compared with these. */
  model: string;
  /** Telling voices apart is not to be trusted here: they resemble each other or speak at the same time. */
  isUncertain: boolean;
}

/** How many speakers there are; null: to be found out. */
export type SpeakerCount = { exactly: number } | { most: number } | null;

export interface DiarizeInput {
  /** Speech, from the detector: in order, not overlapping. */
  regions: SampleRange[];
  /** Boundaries of words where they are known, good places for a change; may be empty. */
  words: { startMs: number; endMs: number }[];
  count: SpeakerCount;
}

/** Tells voices apart. What it does runs in the pool's children, bounded by their slots. */
export interface SpeakerEngine {
  /** What it is called by, and the model by which voices are heard. */
  readonly description: { id: SpeakerEngineId; model: string };
  /** Who speaks when.
   * @param options `onProgress` hears the fraction 0..1 that is done
   * @throws the signal's reason; what `EnginePool.run` throws */
  diarize(
    wavPath: string,
    input: DiarizeInput,
    options: EngineRequestOptions & { onProgress?: (fraction: number) => void },
  ): Promise<Diarization>;
  /** The voice of given stretches, for a sample or a confirmed turn: one per range, in their order. A range with no
   * sound to speak of has `seconds` 0 and an embedding of zeros.
   * @throws as `diarize` */
  embed(
    wavPath: string,
    ranges: SampleRange[],
    options: EngineRequestOptions,
  ): Promise<Omit<HeardVoice, "speaker">[]>;
}
