import type { EngineRequestOptions, SampleRange } from "../engine";

/** Engines that tell voices apart, behind one small interface. */

export interface SpeakerTurn {
  /** Number of the voice, from 0. */
  speaker: number;
  startMs: number;
  endMs: number;
  /** That it is this voice, 0..1. */
  confidence: number;
  /** Somebody else speaks at the same time. */
  overlaps: boolean;
}

export interface HeardVoice {
  speaker: number;
  /** Unit length. */
  embedding: Float32Array;
  seconds: number;
  pitchHz: number | null;
}

export interface Diarization {
  turns: SpeakerTurn[];
  voices: HeardVoice[];
  /** Id with version, e.g. "trax-voices-1". */
  model: string;
  /** Sound where telling voices apart is not to be trusted, e.g. meetings with heavy overlap. */
  isUncertain: boolean;
}

export type SpeakerCount = { exactly: number } | { most: number } | null;

export interface SpeakerEngine {
  readonly description: { id: string; name: string; model: string; description: string };
  /** @param wavPath 16 kHz mono s16le
   * @param input regions: speech regions from the VAD; words: optional word boundaries in ms, good places for changes */
  diarize(
    wavPath: string,
    input: { regions: SampleRange[]; words: { startMs: number; endMs: number }[]; count: SpeakerCount },
    options: EngineRequestOptions & { onProgress?: (fraction: number) => void },
  ): Promise<Diarization>;
  /** Voice of given stretches, for a sample or a confirmed turn. One per range. */
  embed(
    wavPath: string,
    ranges: SampleRange[],
    options: EngineRequestOptions,
  ): Promise<Omit<HeardVoice, "speaker">[]>;
}
