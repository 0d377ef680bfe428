import type { HeardWord } from "@/core/enhancement/enhanced-lines";
import type { Stepwise } from "@/core/stepwise/stepwise";
import { runInTurns } from "@/server/platform/run-in-turns";
import { deriveBasisInSteps, findMachineTextInSteps, toSegmentViewsInSteps } from "@/server/transcripts/data";
import { diarizationContent } from "@/server/transcripts/result-schema";

export interface MachineText {
  words: HeardWord[];
  /** What changes when the words do. */
  basis: string;
}

interface SpokenResult {
  segments: unknown;
  mergedContent: unknown;
  diarizationContent: unknown;
}

/** The words of a result, with who says them where that was found; null where its text cannot be read. */
export const readMachineWords = (result: SpokenResult): Promise<MachineText | null> =>
  runInTurns(readInSteps(result));

function* readInSteps(result: SpokenResult): Stepwise<MachineText | null> {
  const lines = yield* findMachineTextInSteps(result);
  if (!lines) return null;
  const speakerAt = createSpeakerLookup(result.diarizationContent);
  const words: HeardWord[] = [];
  for (const line of yield* toSegmentViewsInSteps(lines)) {
    yield;
    // Text without words of its own: they share the line's time.
    const parts = line.text.split(/\s+/).filter((part) => part !== "");
    const placed = line.words.length > 0 ? line.words : spread(parts, line.startMs, line.endMs);
    for (const { text, startMs, endMs, confidence } of placed) {
      if (text === "") continue;
      const end = Math.max(startMs, endMs);
      words.push({ text, startMs, endMs: end, confidence, speaker: speakerAt((startMs + end) / 2) });
    }
  }
  return { basis: yield* deriveBasisInSteps(lines), words };
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
