import { carryWordTimes } from "@/core/alignment/carry-word-times";
import { normalizeText } from "./normalize-text";
import type { Segment } from "./types";

/** The segment with another text; words that were not touched keep their ids, times and confidence. The very
 * same object comes back when the text, once normalised, is the one it has. Its revision is left alone: that
 * grows when the change is saved. */
export function setSegmentText(segment: Segment, text: string, newId: () => string): Segment {
  const normalized = normalizeText(text);
  if (normalized === segment.text) return segment;
  const bounds = { startMs: segment.startMs, endMs: segment.endMs };
  return { ...segment, text: normalized, words: carryWordTimes(segment.words, normalized, bounds, newId) };
}
