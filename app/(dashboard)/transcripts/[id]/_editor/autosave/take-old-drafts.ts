import { z } from "zod";
import type { JournalDraft } from "./journal";

const oldDrafts = z.record(z.string(), z.object({ text: z.string(), revision: z.number().int() }));

/** Drafts that an earlier version of the page kept in another place. They are given once. */
export function takeOldDrafts(
  documentId: string,
  storage: Pick<Storage, "getItem" | "removeItem">,
): JournalDraft[] {
  const key = `trax.drafts.${documentId}`;
  try {
    const stored = storage.getItem(key);
    if (stored === null) return [];
    storage.removeItem(key);
    const drafts = oldDrafts.safeParse(JSON.parse(stored));
    return Object.entries(drafts.data ?? {}).map(([segmentId, { text, revision }]) => ({
      segmentId,
      text,
      base: revision,
    }));
  } catch {
    return [];
  }
}
