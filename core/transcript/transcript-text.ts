import type { Segment, Speaker } from "./types";

/** What the exports are made from: one text, whoever wrote it (machine or person). Segments are in order. */
export interface TranscriptText {
  title: string;
  segments: Segment[];
  speakers: Speaker[];
}

/** The name shown for a segment's speaker, null where nobody was named. */
export function findSpeakerLabel(transcript: TranscriptText, speakerId: string | null): string | null {
  if (speakerId === null) return null;
  return transcript.speakers.find((speaker) => speaker.id === speakerId)?.label ?? null;
}
