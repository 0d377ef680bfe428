import { normalizeText } from "@/core/transcript/normalize-text";
import { findSpeakerLabel, type TranscriptText } from "@/core/transcript/transcript-text";

/** The text with "Anna: " before the words wherever another speaker begins, for formats without a place for names. */
export function nameSpeakers(transcript: TranscriptText): TranscriptText {
  let speakerId: string | null = null;
  const segments = transcript.segments.map((segment) => {
    const isNew = segment.speakerId !== speakerId;
    if (normalizeText(segment.text) === "") return segment;
    speakerId = segment.speakerId;
    const label = isNew ? normalizeText(findSpeakerLabel(transcript, segment.speakerId) ?? "") : "";
    if (label === "") return segment;
    const startMs = segment.words[0]?.startMs ?? segment.startMs;
    const named = `${label}:`.split(" ").map((text, index) => {
      return { id: `${segment.id}:name-${index}`, text, startMs, endMs: startMs, confidence: null };
    });
    const words = segment.words.length > 0 ? [...named, ...segment.words] : [];
    return { ...segment, text: `${label}: ${segment.text}`, words };
  });
  return { ...transcript, segments };
}
