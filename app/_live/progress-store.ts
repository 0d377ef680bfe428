import type { LiveEvent } from "@/server/api/live-schema";

export type StepProgress = Extract<LiveEvent, { kind: "progress" }>;

const bySource = new Map<string, StepProgress>();
const listeners = new Set<() => void>();

function keyOf(batchId: string, sourceIndex: number): string {
  return `${batchId}:${sourceIndex}`;
}

/** The last progress heard of each source. It is ahead of the queries, which are asked only when a status moves. */
export const progressStore = {
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  find: (batchId: string, sourceIndex: number) => bySource.get(keyOf(batchId, sourceIndex)) ?? null,
  update(event: LiveEvent) {
    if (event.kind === "edited" || event.kind === "gap") return;
    if (event.kind === "progress") {
      bySource.set(keyOf(event.batchId, event.sourceIndex), event);
    } else if (event.sourceIndex !== null) {
      // A step began, ended or starts over: what was heard of the one before says nothing any more.
      bySource.delete(keyOf(event.batchId, event.sourceIndex));
    }
    for (const listener of listeners) listener();
  },
};
