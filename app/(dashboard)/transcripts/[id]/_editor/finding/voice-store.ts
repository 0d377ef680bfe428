import type { DocumentSegment } from "@/core/transcript/document-change";
import {
  createVoiceIndex,
  findVoiceConfidence,
  groupOverlaps,
  listOverlaps,
  unsureVoiceBelow,
  type VoiceIndex,
} from "@/core/transcript/voice-confidence";
import type { SpeakersTurns } from "@/server/speakers/schema";

type Line = Pick<DocumentSegment, "startMs" | "endMs" | "speakerId">;

/** What the machine heard of voices in an open document. Outside React, so that rows ask for themselves alone. */
export class VoiceStore {
  private heard: SpeakersTurns | null = null;
  private index: VoiceIndex = createVoiceIndex([]);
  private overlaps: { startMs: number; endMs: number }[] = [];
  private readonly listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  /** Null until it was asked, and where nobody has asked for the speakers. */
  getHeard = (): SpeakersTurns | null => this.heard;
  /** Stretches of two voices at once, in order. */
  listOverlaps = (): readonly { startMs: number; endMs: number }[] => this.overlaps;
  /** Those of each speaker of the transcript. */
  groupOverlaps = (): ReadonlyMap<string, readonly { startMs: number; endMs: number }[]> =>
    groupOverlaps(this.index);

  receive(answer: SpeakersTurns | null): void {
    const heard = answer?.model == null ? null : answer;
    if (heard === this.heard) return;
    this.heard = heard;
    this.index = createVoiceIndex(heard?.turns ?? []);
    this.overlaps = listOverlaps(this.index);
    for (const listener of this.listeners) listener();
  }

  /** Whether it deserves a second look who says a line. */
  isUnsure(line: Line | null): boolean {
    const confidence = line && findVoiceConfidence(this.index, line);
    return confidence !== null && confidence < unsureVoiceBelow;
  }
}
