import type { SourceListInput } from "@/server/batches/schema";
import type { WorkPlace } from "./work-place";

export const pageSize = 100;

export type SourceFilter = Pick<SourceListInput, "batchId" | "group" | "text" | "sort">;

/** What a list asks for at a place, of one batch or of all. */
export function toSourceFilter({ batch, group, text, sort }: WorkPlace, batchId?: string): SourceFilter {
  return { batchId: batchId ?? batch, group, text: text.trim(), sort };
}

/** What a list that was just opened asks for first: the page asks for it ahead, in the same words. */
export function firstWindow(place: WorkPlace, batchId?: string): SourceListInput {
  return { ...toSourceFilter(place, batchId), offset: 0, limit: pageSize };
}
