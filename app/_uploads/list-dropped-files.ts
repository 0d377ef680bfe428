async function listEntryFiles(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [file];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  for (;;) {
    // A browser gives a folder in portions; an empty one is the last.
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0) return files;
    for (const child of portion) {
      // What the system hides (.DS_Store and the like) nobody meant to drop.
      if (!child.name.startsWith(".")) files.push(...(await listEntryFiles(child)));
    }
  }
}

/** The files of a drop, those inside dropped folders included. Call it within the drop event: the browser
 * forgets the items afterwards. */
export async function listDroppedFiles(transfer: DataTransfer): Promise<File[]> {
  const plain = [...transfer.files];
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (!entries.some((entry) => entry?.isDirectory)) return plain;
  const lists = await Promise.all(
    entries.filter((entry) => entry !== null).map((entry) => listEntryFiles(entry).catch(() => [])),
  );
  return lists.flat();
}
