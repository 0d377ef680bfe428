import { findTroubles, type HeardChunk, type Span } from "@/core/quality/find-troubles";
import type { QualityWarning } from "@/core/quality/quality-warnings";
import { planRetries, settleTroubles } from "@/core/quality/settle-troubles";
import type { TimedWord } from "@/core/transcript/types";
import type { Claim } from "@/server/jobs/lifecycle";
import type { PrismaClient } from "@/server/platform/db";
import { SAMPLE_RATE, type SampleRange } from "../engines/engine";
import { joinChunksApart } from "./join-chunks";
import type { PlannedChunk } from "./place-seams";
import { listSpeech, type SpeechMap } from "./speech-map";
import { addRetries, type StoredChunk } from "./transcription-chunks";

const toMs = (samples: number) => Math.round((samples * 1_000) / SAMPLE_RATE);
const toSpan = ({ start, end }: SampleRange): Span => ({ startMs: toMs(start), endMs: toMs(end) });

/** Of chunks that were all heard: the stretches that text and sound do not agree on are planned as further chunks, once, to
 * be heard by themselves. Of an engine that tells no times, these are chunks of speech that it heard nothing of. */
export async function planRetriesOnce(
  prisma: PrismaClient,
  run: Claim,
  chunks: readonly StoredChunk[],
  map: SpeechMap | null,
): Promise<boolean> {
  if (!map || chunks.some(isRetry)) return false;
  const isSpread = chunks.some(({ result }) => result?.times === "estimated");
  const troubles = findTroubles(listSpeech(map).map(toSpan), toHeard(chunks)).filter(
    ({ kind }) => !isSpread || kind === "speech_gap",
  );
  const planned = planRetries(troubles, toMs(map.samples)).flatMap(({ startMs, endMs }): PlannedChunk[] => {
    const range = { start: startMs * 16, end: Math.min(map.samples, endMs * 16) };
    const context = { leadSamples: 0, tailSamples: 0, textOf: null, isRetry: true };
    return range.end > range.start ? [{ range, context }] : [];
  });
  if (planned.length === 0) return false;
  await addRetries(prisma, run, planned, chunks.length);
  return true;
}

export function isRetry({ context }: Pick<StoredChunk, "context">): boolean {
  return context?.isRetry === true;
}

/** The words of all chunks with the better hearing of each trouble, and what is left of them to tell; null where there is
 * nothing to go by. Pure. */
export function settleRetries(
  chunks: readonly StoredChunk[],
  map: SpeechMap | null,
): { words: TimedWord[]; found: QualityWarning[] } | null {
  const first = chunks.filter((chunk) => !isRetry(chunk));
  if (!map) return null;
  const retries = chunks
    .filter(isRetry)
    .map(({ range, result }) => ({ ...toSpan(range), words: result?.words ?? [] }));
  const { words, warnings } = settleTroubles(listSpeech(map).map(toSpan), toHeard(first), retries);
  return { words, found: warnings };
}

function toHeard(chunks: readonly StoredChunk[]): HeardChunk[] {
  const words = joinChunksApart(chunks);
  return chunks.map(({ range, result }, at) => ({
    ...toSpan(range),
    words: words[at] ?? [],
    loopCut: result?.stopped === "loop",
    timesEstimated: result?.times === "estimated",
  }));
}
