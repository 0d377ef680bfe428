import type { Selection } from "@/server/batches/schema";

/** Sources as the bulk actions take them: by batch. */
export function toSelections(sources: readonly { batchId: string; sourceIndex: number }[]): Selection[] {
  const byBatch = new Map<string, number[]>();
  for (const { batchId, sourceIndex } of sources) {
    const indexes = byBatch.get(batchId);
    if (indexes) indexes.push(sourceIndex);
    else byBatch.set(batchId, [sourceIndex]);
  }
  return [...byBatch].map(([batchId, sourceIndexes]) => ({ batchId, sourceIndexes }));
}
