import { randomUUID } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { getSettings } from "./env";

/** How the watched folder is, as the worker of this machine saw it last. */
export const watchRecord = z.object({
  folder: z.string(),
  checkedAt: z.iso.datetime(),
  /** Why the folder as a whole cannot be watched; null while it can. */
  failure: z.string().nullable(),
  /** Files that are still being written, or whose turn comes. */
  waiting: z.number().int().nonnegative(),
  /** When a file was last taken, since the worker started. */
  lastTakenAt: z.iso.datetime().nullable(),
  /** What is not taken, and why: the first of them. */
  problems: z.array(z.object({ name: z.string(), sentence: z.string() })),
  problemCount: z.number().int().nonnegative(),
});
export type WatchRecord = z.infer<typeof watchRecord>;

const file = () => path.join(getSettings().TRAX_HOME, "watch.json");

/** Null where no worker has looked yet, or at another folder. */
export async function readWatchRecord(folder: string): Promise<WatchRecord | null> {
  const text = await readFile(file(), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    const record = watchRecord.parse(JSON.parse(text));
    return record.folder === folder ? record : null;
  } catch {
    return null;
  }
}

export async function writeWatchRecord(record: WatchRecord): Promise<void> {
  const temporary = `${file()}.${randomUUID()}`;
  await writeFile(temporary, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  await rename(temporary, file());
}
