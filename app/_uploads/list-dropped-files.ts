import { rememberHandle } from "./kept-files";

/** Not every browser knows it. */
type HandleItem = { getAsFileSystemHandle?: () => Promise<FileSystemFileHandle | null> };

/** Puts the files of an entry into `files`. What cannot be read is left out; the rest of the drop goes on. */
async function collectFiles(entry: FileSystemEntry, files: File[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File | null>((resolve) =>
      (entry as FileSystemFileEntry).file(resolve, () => resolve(null)),
    );
    if (file) files.push(file);
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A browser gives a folder in portions; an empty one is the last.
    const portion = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (portion.length === 0) return;
    // A portion at once, each entry into a place of its own: ten thousand files in seconds, in the folder's order.
    const parts = await Promise.all(
      portion
        // What the system hides (.DS_Store and the like) nobody meant to drop.
        .filter((child) => !child.name.startsWith("."))
        .map(async (child) => {
          const part: File[] = [];
          await collectFiles(child, part);
          return part;
        }),
    );
    // Not by push(...part): so many arguments end the call.
    for (const part of parts) for (const file of part) files.push(file);
  }
}

/** The files of a drop, those inside dropped folders included. Call it within the drop event: the browser
 * forgets the items afterwards. */
export async function listDroppedFiles(transfer: DataTransfer): Promise<File[]> {
  const plain = [...transfer.files];
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (!entries.some((entry) => entry?.isDirectory)) {
    await rememberHandles(transfer.items, plain);
    return plain;
  }
  const files: File[] = [];
  for (const entry of entries) if (entry) await collectFiles(entry, files);
  return files;
}

/** Where the browser gives them, the ways back to the files. */
async function rememberHandles(items: DataTransferItemList, files: readonly File[]): Promise<void> {
  const asked = [...items]
    .filter(({ kind }) => kind === "file")
    .map((item) => (item as HandleItem).getAsFileSystemHandle?.().catch(() => null));
  const handles = await Promise.all(asked);
  if (handles.length !== files.length) return;
  for (const [index, file] of files.entries()) {
    const handle = handles[index];
    if (handle?.kind === "file" && handle.name === file.name) rememberHandle(file, handle);
  }
}
