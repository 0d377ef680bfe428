import type { Journal } from "../autosave/journal";

/** What is typed, by line, and the revision that it was begun on. */
export type Drafts = Map<string, { text: string; base: number }>;

/** What is typed on these lines was begun on a revision that the server never made. */
export function lowerDrafts(drafts: Drafts, segmentIds: ReadonlySet<string>, journal: Journal): void {
  for (const [segmentId, draft] of drafts) {
    if (!segmentIds.has(segmentId)) continue;
    draft.base -= 1;
    journal.putDraft({ segmentId, ...draft });
  }
}
