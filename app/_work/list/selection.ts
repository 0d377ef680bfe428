import type { Selection } from "@/server/batches/schema";

export interface SourceKey {
  batchId: string;
  sourceIndex: number;
}
export interface KeyRun {
  batchId: string;
  sourceIndexes: readonly number[];
}

/** Sources chosen in a list, by their keys: also those that were never loaded. */
export type Chosen = ReadonlyMap<string, ReadonlySet<number>>;
export const nothingChosen: Chosen = new Map();

/** The most indexes that one part of a request may hold. */
const maxIndexes = 10_000;

export function isChosen(chosen: Chosen, { batchId, sourceIndex }: SourceKey): boolean {
  return chosen.get(batchId)?.has(sourceIndex) ?? false;
}

export function countChosen(chosen: Chosen): number {
  let count = 0;
  for (const indexes of chosen.values()) count += indexes.size;
  return count;
}

export function toggle(chosen: Chosen, key: SourceKey): Chosen {
  const indexes = new Set(chosen.get(key.batchId));
  if (!indexes.delete(key.sourceIndex)) indexes.add(key.sourceIndex);
  return withBatch(chosen, key.batchId, indexes);
}

export function addRuns(chosen: Chosen, runs: readonly KeyRun[]): Chosen {
  let next = chosen;
  for (const { batchId, sourceIndexes } of runs) {
    next = withBatch(next, batchId, new Set([...(next.get(batchId) ?? []), ...sourceIndexes]));
  }
  return next;
}

export function toRuns(keys: readonly SourceKey[]): KeyRun[] {
  const runs = new Map<string, number[]>();
  for (const { batchId, sourceIndex } of keys) {
    const run = runs.get(batchId);
    if (run) run.push(sourceIndex);
    else runs.set(batchId, [sourceIndex]);
  }
  return [...runs].map(([batchId, sourceIndexes]) => ({ batchId, sourceIndexes }));
}

/** As the server takes it. */
export function toSelections(chosen: Chosen): Selection[] {
  const selections: Selection[] = [];
  for (const [batchId, indexes] of chosen) {
    const all = [...indexes].sort((a, b) => a - b);
    for (let at = 0; at < all.length; at += maxIndexes) {
      selections.push({ batchId, sourceIndexes: all.slice(at, at + maxIndexes) });
    }
  }
  return selections;
}

function withBatch(chosen: Chosen, batchId: string, indexes: ReadonlySet<number>): Chosen {
  const next = new Map(chosen);
  if (indexes.size === 0) next.delete(batchId);
  else next.set(batchId, indexes);
  return next;
}
