import { carryWordTimes } from "@/core/alignment/carry-word-times";
import { segmentWords } from "@/core/transcript/segment-words";
import { findMachineText } from "./machine-text";
import { enhancedContentV2 } from "./result-schema";
import type { SegmentView } from "./schema";
import { toSegmentViews } from "./segment-views";

/** Lines of what an enhancement left of a result; none where there is no such text. */
export function deriveEnhancedSegments(result: {
  segments: unknown;
  mergedContent: unknown;
  enhancedContent: string | null;
  enhancedContentV2: unknown;
}): SegmentView[] {
  const second = enhancedContentV2.safeParse(result.enhancedContentV2).data;
  if (second?.segments?.length) return toSegmentViews(second.segments);
  const text = second?.text ?? result.enhancedContent ?? "";
  if (text.trim() === "") return [];
  const heard = toSegmentViews(findMachineText(result) ?? []);
  const span = { startMs: heard[0]?.startMs ?? 0, endMs: heard.at(-1)?.endMs ?? 0 };
  let made = 0;
  const words = carryWordTimes(
    heard.flatMap((line) => line.words ?? []),
    text,
    span,
    () => `enhanced-${made++}`,
  );
  return segmentWords(words).map((line, index) => ({
    ...{ id: `enhanced-${index}`, position: index, speakerId: null, revision: 0 },
    ...line,
    words: line.words.map((word, at) => ({ ...word, id: `enhanced-${index}-${at}` })),
  }));
}
