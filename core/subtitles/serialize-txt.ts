import { normalizeText } from "@/core/transcript/normalize-text";
import { findSpeakerLabel, type TranscriptText } from "@/core/transcript/transcript-text";
import type { Segment } from "@/core/transcript/types";

export interface TxtOptions {
  /** "Anna: " before every paragraph whose speaker has a name. */
  speakers?: boolean;
  /** "[00:01:05] " before every paragraph. */
  times?: boolean;
}

/** A silence this long, or this many characters, begin a new paragraph. */
const paragraphPauseMs = 2_500;
const paragraphCharacters = 700;

/** Plain text in paragraphs of one speaker each, a blank line between them. */
export function serializeTxt(transcript: TranscriptText, options: TxtOptions = {}): string {
  const { speakers = true, times = false } = options;
  const paragraphs = groupParagraphs(
    transcript.segments.filter((segment) => normalizeText(segment.text) !== ""),
  );
  return paragraphs
    .map((segments) => {
      const first = segments[0] as Segment;
      const label = speakers ? normalizeText(findSpeakerLabel(transcript, first.speakerId) ?? "") : "";
      const time = times ? `[${serializeClock(first.startMs)}] ` : "";
      const name = label === "" ? "" : `${label}: `;
      return `${time}${name}${segments.map((segment) => normalizeText(segment.text)).join(" ")}\n`;
    })
    .join("\n");
}

function groupParagraphs(segments: Segment[]): Segment[][] {
  const paragraphs: Segment[][] = [];
  let characters = 0;
  for (const segment of segments) {
    const last = paragraphs.at(-1)?.at(-1);
    const goesOn =
      last !== undefined &&
      last.speakerId === segment.speakerId &&
      segment.startMs - last.endMs < paragraphPauseMs &&
      // Only after a whole sentence: a paragraph that ends in the middle of one reads as a mistake.
      (characters < paragraphCharacters || !/[.?!…。?!]["'”’)]*$/u.test(last.text.trim()));
    if (goesOn) paragraphs.at(-1)?.push(segment);
    else {
      paragraphs.push([segment]);
      characters = 0;
    }
    characters += segment.text.length + 1;
  }
  return paragraphs;
}

function serializeClock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
