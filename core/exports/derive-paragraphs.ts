import { normalizeText } from "@/core/transcript/normalize-text";
import { findSpeakerLabel, type TranscriptText } from "@/core/transcript/transcript-text";
import type { Segment } from "@/core/transcript/types";

/** What the formats for reading are made of. */
export interface Paragraph {
  startMs: number;
  endMs: number;
  /** Empty where nobody was named. */
  speaker: string;
  /** One line, never empty. */
  text: string;
}

/** What a reader wants of a transcript besides the words. */
export interface ReadingOptions {
  speakers?: boolean;
  times?: boolean;
}

/** A silence this long, or this many characters, begin a new paragraph. */
const paragraphPauseMs = 2_500;
const paragraphCharacters = 700;

/** Paragraphs of one speaker each; lines without text are passed over. */
export function deriveParagraphs(transcript: TranscriptText): Paragraph[] {
  const segments = transcript.segments.filter((segment) => normalizeText(segment.text) !== "");
  return groupSegments(segments).map((group) => {
    const first = group[0] as Segment;
    return {
      startMs: first.startMs,
      endMs: group.reduce((endMs, segment) => Math.max(endMs, segment.endMs), first.endMs),
      speaker: normalizeText(findSpeakerLabel(transcript, first.speakerId) ?? ""),
      text: group.map((segment) => normalizeText(segment.text)).join(" "),
    };
  });
}

function groupSegments(segments: Segment[]): Segment[][] {
  const groups: Segment[][] = [];
  let characters = 0;
  for (const segment of segments) {
    const last = groups.at(-1)?.at(-1);
    const goesOn =
      last !== undefined &&
      last.speakerId === segment.speakerId &&
      segment.startMs - last.endMs < paragraphPauseMs &&
      // Only after a whole sentence: a paragraph that ends in the middle of one reads as a mistake.
      (characters < paragraphCharacters || !/[.?!…。?!]["'”’)]*$/u.test(last.text.trim()));
    if (goesOn) groups.at(-1)?.push(segment);
    else {
      groups.push([segment]);
      characters = 0;
    }
    characters += segment.text.length + 1;
  }
  return groups;
}
