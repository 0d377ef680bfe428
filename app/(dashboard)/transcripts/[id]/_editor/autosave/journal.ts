import { z } from "zod";
import { editCommand } from "@/server/transcripts/edit-schema";

/** Where a journal keeps its items: IndexedDB, and plain memory in tests. Every function may reject. */
export interface JournalStore {
  /** All items of a document, by tab and key, in the order of their keys. */
  list(documentId: string): Promise<{ tabId: string; key: string; value: unknown }[]>;
  /** In one transaction; undefined removes. */
  write(documentId: string, items: { tabId: string; key: string; value: unknown }[]): Promise<void>;
}

/** Which tabs of this browser live. */
export interface TabLocks {
  /** Held until `release`. */
  hold(tabId: string): { release: () => void };
  /** Runs `task` when no tab of this id lives (any more). */
  whenGone(tabId: string, task: () => Promise<void>): void;
}

const bases = z.record(z.string(), z.number().int());
const items = {
  draft: z.object({ segmentId: z.string(), text: z.string(), base: z.number().int() }),
  command: z.object({ commandId: z.string(), command: editCommand, bases }),
  /** A text that waits for a person's decision. `startMs`: where its line was, once that is gone. */
  conflict: z.object({ segmentId: z.string(), mine: z.string(), startMs: z.number() }),
};
export type JournalDraft = z.infer<typeof items.draft>;
export type JournalCommand = z.infer<typeof items.command>;
export type JournalConflict = z.infer<typeof items.conflict>;

export interface JournalContent {
  drafts: JournalDraft[];
  commands: JournalCommand[];
  conflicts: JournalConflict[];
}

interface JournalOptions {
  documentId: string;
  tabId: string;
  store: JournalStore | null;
  locks: TabLocks;
  /** The browser keeps nothing (any more). */
  onFailure: () => void;
}

/** What was typed and given and is not saved yet, kept in the browser: it outlives a crash of the tab, of the browser
 * and of Trax. Each tab writes its own; what a tab left behind is taken over by the next that opens the document. */
export class Journal {
  private readonly waiting = new Map<string, unknown>();
  private writing: Promise<void> | null = null;
  private hasFailed = false;
  private sequence = 0;
  private readonly sequences = new Map<string, string>();
  private held: { release: () => void } | null = null;

  constructor(private readonly options: JournalOptions) {}

  /** Takes over what tabs of this document left behind, now or when they end. */
  async open(onContent: (content: JournalContent) => void): Promise<void> {
    const { documentId, tabId, locks, store } = this.options;
    this.held ??= locks.hold(tabId);
    if (!store) return this.fail();
    try {
      const left = new Set((await store.list(documentId)).map((item) => item.tabId));
      for (const id of left) {
        if (id !== tabId) locks.whenGone(id, () => this.adopt(store, id, onContent));
      }
    } catch {
      this.fail();
    }
  }

  /** Another tab may take over what is left. */
  async close(): Promise<void> {
    await this.settle();
    this.held?.release();
    this.held = null;
  }

  putDraft(draft: JournalDraft): void {
    this.put(`draft:${draft.segmentId}`, draft);
  }
  removeDraft(segmentId: string): void {
    this.put(`draft:${segmentId}`, undefined);
  }
  putCommand(command: JournalCommand): void {
    this.sequence += 1;
    const key = `command:${String(this.sequence).padStart(12, "0")}`;
    this.sequences.set(command.commandId, key);
    this.put(key, command);
  }
  removeCommand(commandId: string): void {
    const key = this.sequences.get(commandId);
    if (!key) return;
    this.sequences.delete(commandId);
    this.put(key, undefined);
  }
  putConflict(conflict: JournalConflict): void {
    this.put(`conflict:${conflict.segmentId}`, conflict);
  }
  removeConflict(segmentId: string): void {
    this.put(`conflict:${segmentId}`, undefined);
  }

  /** When everything so far is written. */
  async settle(): Promise<void> {
    while (this.writing) await this.writing;
  }

  private async adopt(store: JournalStore, tabId: string, onContent: (content: JournalContent) => void) {
    const { documentId } = this.options;
    try {
      const left = (await store.list(documentId)).filter((item) => item.tabId === tabId);
      onContent(parseItems(left));
      // What was taken over stands in this tab's own journal before it goes from the other's.
      await this.settle();
      if (this.hasFailed) return;
      await store.write(
        documentId,
        left.map(({ key }) => ({ tabId, key, value: undefined })),
      );
    } catch {
      this.fail();
    }
  }

  private put(key: string, value: unknown) {
    if (this.hasFailed || !this.options.store) return;
    this.waiting.set(key, value);
    this.writing ??= this.writeAll(this.options.store).finally(() => {
      this.writing = null;
    });
  }

  /** One transaction after the other: what is typed while one is written is written with the next. */
  private async writeAll(store: JournalStore): Promise<void> {
    const { documentId, tabId } = this.options;
    // The rest of this turn belongs to the same write.
    await Promise.resolve();
    while (this.waiting.size > 0) {
      const batch = [...this.waiting].map(([key, value]) => ({ tabId, key, value }));
      this.waiting.clear();
      try {
        await store.write(documentId, batch);
      } catch {
        this.fail();
      }
    }
  }

  private fail() {
    if (this.hasFailed) return;
    this.hasFailed = true;
    this.waiting.clear();
    this.options.onFailure();
  }
}

function parseItems(left: { key: string; value: unknown }[]): JournalContent {
  const pick = <T>(kind: string, schema: z.ZodType<T>): T[] =>
    left.flatMap(({ key, value }) => {
      const parsed = key.startsWith(`${kind}:`) ? schema.safeParse(value) : null;
      return parsed?.success ? [parsed.data] : [];
    });
  return {
    drafts: pick("draft", items.draft),
    commands: pick("command", items.command),
    conflicts: pick("conflict", items.conflict),
  };
}
