import type { Segment, Speaker } from "../transcript/types";
import type { SummaryLine } from "./types";

/** The lines of a document for its summary: lines without words of their own share the time of their line. */
export function readLines(
  segments: readonly Pick<Segment, "startMs" | "endMs" | "speakerId" | "text" | "words">[],
  speakers: readonly Pick<Speaker, "id" | "label">[],
): SummaryLine[] {
  const labels = new Map(speakers.map(({ id, label }) => [id, label]));
  return segments.map(({ startMs, endMs, speakerId, text, words }) => {
    const placed =
      words.length > 0
        ? words
        : spread(
            text.split(/\s+/).filter((part) => part !== ""),
            startMs,
            endMs,
          );
    return {
      speaker: speakerId === null ? null : (labels.get(speakerId) ?? null),
      words: placed
        .filter((word) => word.text !== "")
        .map((word) => ({
          text: word.text,
          startMs: word.startMs,
          endMs: Math.max(word.startMs, word.endMs),
        })),
    };
  });
}

function spread(parts: readonly string[], startMs: number, endMs: number) {
  const each = Math.max(0, endMs - startMs) / Math.max(1, parts.length);
  return parts.map((text, at) => ({
    text,
    startMs: Math.round(startMs + at * each),
    endMs: Math.round(startMs + (at + 1) * each),
  }));
}
