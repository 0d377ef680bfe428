import type { JournalStore } from "./journal";

const name = "trax-editor";
const table = "journal";

/** The journal in IndexedDB; null where the browser has none. It is opened with the first use. */
export function openJournalStore(): JournalStore | null {
  if (typeof indexedDB === "undefined") return null;
  let opened: Promise<IDBDatabase> | undefined;
  const open = () => {
    opened ??= openDatabase();
    return opened;
  };
  return {
    async list(documentId) {
      const store = (await open()).transaction(table).objectStore(table);
      const range = IDBKeyRange.bound([documentId], [documentId, []]);
      const [keys, values] = await Promise.all([
        toPromise(store.getAllKeys(range)),
        toPromise(store.getAll(range)),
      ]);
      return keys.map((key, index) => {
        const [, tabId, itemKey] = key as [string, string, string];
        return { tabId, key: itemKey, value: values[index] as unknown };
      });
    },
    async write(documentId, items) {
      const transaction = (await open()).transaction(table, "readwrite", { durability: "strict" });
      const store = transaction.objectStore(table);
      for (const { tabId, key, value } of items) {
        if (value === undefined) store.delete([documentId, tabId, key]);
        else store.put(value, [documentId, tabId, key]);
      }
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error ?? new Error("The browser kept nothing."));
      });
    },
  };
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(table);
  return toPromise(request);
}

function toPromise<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("The browser's store does not answer."));
  });
}
