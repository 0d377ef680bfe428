import type { UploadSource } from "./upload-store";

/** What a browser that was closed still knows of an upload. */
export interface KeptFile {
  mediaFileId: string;
  /** As the file said it then: one that was changed since is another. */
  lastModified: number;
  /** The way back to the file, where the browser gives one. */
  handle: FileSystemFileHandle | null;
}

const name = "trax-uploads";
const table = "files";

/** Handles of files that were chosen or dropped, for as long as the files are in use. */
const handles = new WeakMap<File, FileSystemFileHandle>();

export function rememberHandle(file: File, handle: FileSystemFileHandle): void {
  handles.set(file, handle);
}

/** Keeps what it takes to go on with uploads after the browser was closed. Nothing depends on it: a browser that keeps
 * nothing (in a private window, or full) has the file chosen again. */
export async function keepFiles(files: readonly { file: File; source: UploadSource }[]): Promise<void> {
  await change((store) => {
    for (const { file, source } of files) {
      const { mediaFileId } = source;
      const kept: KeptFile = {
        mediaFileId,
        lastModified: file.lastModified,
        handle: handles.get(file) ?? null,
      };
      store.put(kept, mediaFileId);
    }
  });
}

export async function forgetFiles(mediaFileIds: readonly string[]): Promise<void> {
  if (mediaFileIds.length === 0) return;
  await change((store) => {
    for (const id of mediaFileIds) store.delete(id);
  });
}

export async function listKeptFiles(): Promise<Map<string, KeptFile>> {
  try {
    const database = await open();
    const request = database.transaction(table).objectStore(table).getAll() as IDBRequest<KeptFile[]>;
    const kept = await toPromise(request).finally(() => database.close());
    return new Map(kept.map((each) => [each.mediaFileId, each]));
  } catch {
    return new Map();
  }
}

async function change(act: (store: IDBObjectStore) => void): Promise<void> {
  try {
    const database = await open();
    const transaction = database.transaction(table, "readwrite");
    act(transaction.objectStore(table));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    }).finally(() => database.close());
  } catch {
    // See keepFiles.
  }
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(table);
  return toPromise(request);
}

function toPromise<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
