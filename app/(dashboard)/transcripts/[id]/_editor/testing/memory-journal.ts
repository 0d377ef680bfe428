import { Journal, type JournalStore, type TabLocks } from "../autosave/journal";
import { documentId as defaultDocumentId } from "./memory-server";

/** One browser: its store, and which of its tabs live. */
export class MemoryBrowser {
  private readonly items = new Map<string, unknown>();
  private readonly live = new Set<string>();
  private readonly waiting: { tabId: string; task: () => Promise<void> }[] = [];
  private tabs = 0;
  hasFailed = false;

  constructor(private readonly documentId: string = defaultDocumentId) {}

  private readonly store: JournalStore = {
    list: async () =>
      [...this.items]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, value]) => {
          const [tabId = "", key = ""] = name.split("/");
          return { tabId, key, value };
        }),
    write: async (_documentId, items) => {
      if (this.hasFailed) throw new Error("full");
      for (const { tabId, key, value } of items) {
        if (value === undefined) this.items.delete(`${tabId}/${key}`);
        else this.items.set(`${tabId}/${key}`, structuredClone(value));
      }
    },
  };

  private readonly locks: TabLocks = {
    hold: (tabId) => {
      this.live.add(tabId);
      return { release: () => this.end(tabId) };
    },
    whenGone: (tabId, task) => {
      if (this.live.has(tabId)) this.waiting.push({ tabId, task });
      else void task();
    },
  };

  get itemCount(): number {
    return this.items.size;
  }

  openTab(onFailure: () => void = () => {}): { journal: Journal; crash: () => void } {
    this.tabs += 1;
    const tabId = `tab${this.tabs}`;
    const { documentId, store, locks } = this;
    const journal = new Journal({ documentId, tabId, store, locks, onFailure });
    return { journal, crash: () => this.end(tabId) };
  }

  private end(tabId: string) {
    this.live.delete(tabId);
    for (const one of this.waiting.filter((other) => other.tabId === tabId)) void one.task();
  }
}
