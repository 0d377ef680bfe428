import type { HeardWord } from "@/core/enhancement/enhanced-lines";
import { deriveBasis, findMachineText, toSegmentViews } from "@/server/transcripts/data";
import { diarizationContent } from "@/server/transcripts/result-schema";

export interface MachineText {
  words: HeardWord[];
  /** What changes when the words do. */
  basis: string;
}

/** The words of a result, with who says them where that was found; null where its text cannot be read. */
export function readMachineWords(result: {
  segments: unknown;
  mergedContent: unknown;
  diarizationContent: unknown;
}): MachineText | null {
  const lines = findMachineText(result);
  if (!lines) return null;
  const speakerAt = createSpeakerLookup(result.diarizationContent);
  const words = toSegmentViews(lines).flatMap((line) => {
    // Text without words of its own: they share the line's time.
    const parts = line.text.split(/\s+/).filter((part) => part !== "");
    const placed = line.words.length > 0 ? line.words : spread(parts, line.startMs, line.endMs);
    return placed.filter(({ text }) => text !== "");
  });
  return {
    basis: deriveBasis(lines),
    words: words.map(({ text, startMs, endMs, confidence }) => {
      const end = Math.max(startMs, endMs);
      return { text, startMs, endMs: end, confidence, speaker: speakerAt((startMs + end) / 2) };
    }),
  };
}

function spread(parts: string[], startMs: number, endMs: number) {
  const each = Math.max(0, endMs - startMs) / Math.max(1, parts.length);
  return parts.map((text, at) => ({
    ...{ text, confidence: null },
    startMs: Math.round(startMs + at * each),
    endMs: Math.round(startMs + (at + 1) * each),
  }));
}

/** Whose turn it is; between turns, whoever spoke last. Asked in order of time. */
function createSpeakerLookup(content: unknown): (ms: number) => string | null {
  const turns = (diarizationContent.safeParse(content ?? {}).data?.turns ?? [])
    .map(({ speaker, start, end }) => ({ speaker, startMs: start * 1_000, endMs: end * 1_000 }))
    .sort((a, b) => a.startMs - b.startMs);
  let next = 0;
  let current: string | null = turns[0]?.speaker ?? null;
  return (ms) => {
    for (let turn = turns[next]; turn && turn.startMs <= ms; turn = turns[++next]) current = turn.speaker;
    return current;
  };
}
