import { createHash } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";

export interface CachedFile {
  name: string;
  sizeBytes: number;
  /** 1 where nobody uses it: users have links of their own. */
  links: number;
  usedAtMs: number;
}

const hash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);

/** Of an object's name and its state: another state is another file. */
export function cacheFileName(entry: { name: string; version: string; sizeBytes: number }): string {
  return `${hash(entry.name)}-${hash(`${entry.version}\0${entry.sizeBytes}`)}`;
}

/** The one that was not used for longest comes first. */
export async function listCachedFiles(folder: string): Promise<CachedFile[]> {
  const listed = await Promise.all(
    (await listFileNames(folder)).map(async (name) => {
      const info = await stat(path.join(folder, name)).catch(() => null);
      return info && { name, sizeBytes: info.size, links: info.nlink, usedAtMs: info.mtimeMs };
    }),
  );
  return listed.filter((file) => file !== null).sort((a, b) => a.usedAtMs - b.usedAtMs);
}

/** Every copy of an object, except of the state that is kept. */
export async function removeCached(folder: string, objectName: string, except?: string): Promise<void> {
  const prefix = `${hash(objectName)}-`;
  for (const name of await listFileNames(folder)) {
    if (name.startsWith(prefix) && name !== except) await rm(path.join(folder, name), { force: true });
  }
}

async function listFileNames(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
}
