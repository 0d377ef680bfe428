import { z } from "zod";

const drafts = z.record(z.string(), z.object({ text: z.string(), revision: z.number().int() }));
export type Drafts = z.infer<typeof drafts>;
type Storage = Pick<globalThis.Storage, "getItem" | "setItem" | "removeItem">;

/** What was typed and not yet saved, kept in the browser: it outlives a crash of the tab or of Trax. Where the
 * browser keeps nothing (a private window, a full store), typing goes on without. */
export class DraftJournal {
  private readonly key: string;

  constructor(
    documentId: string,
    private readonly storage: Storage | null,
  ) {
    this.key = `trax.drafts.${documentId}`;
  }

  list(): Drafts {
    try {
      const parsed = drafts.safeParse(JSON.parse(this.storage?.getItem(this.key) ?? "{}"));
      return parsed.success ? parsed.data : {};
    } catch {
      return {};
    }
  }

  /** `revision` is the one that the draft was made on. */
  update(segmentId: string, text: string, revision: number): void {
    this.write({ ...this.list(), [segmentId]: { text, revision } });
  }

  /** Removes the draft, or, given a text, only if it is still that one. */
  remove(segmentId: string, text?: string): void {
    const { [segmentId]: draft, ...rest } = this.list();
    if (!draft || (text !== undefined && draft.text !== text)) return;
    this.write(rest);
  }

  private write(next: Drafts) {
    try {
      if (Object.keys(next).length === 0) this.storage?.removeItem(this.key);
      else this.storage?.setItem(this.key, JSON.stringify(next));
    } catch {
      // A full store costs the safety net only, never the save itself.
    }
  }
}
