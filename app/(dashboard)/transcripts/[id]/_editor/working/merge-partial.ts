import type { PartialOutput } from "@/server/transcripts/schema";

/** The first chunk that is not there yet. Chunks finish out of order, so what comes after may be there. */
export function findFirstGap(chunks: PartialOutput["chunks"]): number {
  const indexes = new Set(chunks.map(({ index }) => index));
  let gap = 0;
  while (indexes.has(gap)) gap += 1;
  return gap;
}

/** What was heard before with what came now. A different number of chunks means the work began anew. */
export function mergePartial(before: PartialOutput | undefined, now: PartialOutput): PartialOutput {
  if (!before || before.totalChunks !== now.totalChunks) return now;
  const byIndex = new Map([...before.chunks, ...now.chunks].map((chunk) => [chunk.index, chunk]));
  return { ...now, chunks: [...byIndex.values()].sort((a, b) => a.index - b.index) };
}
