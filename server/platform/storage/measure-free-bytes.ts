import { mkdir, statfs } from "node:fs/promises";

/** Bytes that new files may take on the disk of a folder; the folder is made where it is missing. */
export async function measureFreeBytes(folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const info = await statfs(folder);
  return info.bavail * info.bsize;
}
