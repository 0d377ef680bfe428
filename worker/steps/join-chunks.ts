import { settleSeam } from "@/core/alignment/settle-seam";
import type { TimedWord } from "@/core/transcript/types";
import { SAMPLE_RATE } from "../engines/engine";
import type { StoredChunk } from "./transcription-chunks";

const toMs = (samples: number) => Math.round((samples * 1_000) / SAMPLE_RATE);
/** Speech engines look back on about 200 tokens; more is only paid for. */
const mostTextChars = 240;

type HeardChunk = Pick<StoredChunk, "range" | "context"> & { result: { words: TimedWord[] } | null };

/** Words of all chunks in their order; what two neighbours both heard stands there once. Pure: whichever of them was
 * heard first, the words are the same. */
export function joinChunks(chunks: readonly HeardChunk[]): TimedWord[] {
  return joinChunksApart(chunks).flat();
}

/** The same, chunk by chunk. */
export function joinChunksApart(chunks: readonly HeardChunk[]): TimedWord[][] {
  const kept = chunks.map((chunk) => {
    const words = chunk.result?.words ?? [];
    return { words, from: 0, to: words.length };
  });
  chunks.forEach((right, at) => {
    const left = chunks[at - 1];
    const [before, after] = [kept[at - 1], kept[at]];
    const leadMs = toMs(right.context?.leadSamples ?? 0);
    const tailMs = toMs(left?.context?.tailSamples ?? 0);
    if (!left || !before || !after || leadMs + tailMs === 0 || left.range.end !== right.range.start) return;
    const seam = { atMs: toMs(right.range.start), leadMs, tailMs };
    const { leftEnd, rightStart } = settleSeam(before.words, after.words, seam);
    before.to = Math.max(before.from, leftEnd);
    after.from = rightStart;
  });
  return kept.map(({ words, from, to }) => words.slice(from, to));
}

/** What an engine is told of the text before: the end of what the chunk before heard, up to where the sound of this one
 * begins. */
export function deriveTextBefore(words: readonly TimedWord[], startSample: number): string {
  const before = words.filter(({ endMs }) => endMs <= toMs(startSample)).map(({ text }) => text);
  const text = before.join(" ");
  if (text.length <= mostTextChars) return text;
  const end = text.slice(-mostTextChars);
  return end.slice(end.indexOf(" ") + 1);
}
