import { mkdir, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { endDownloads, listResumable } from "@/server/jobs/download-status";
import type { PrismaClient } from "@/server/platform/db";
import { homeFolders } from "@/server/platform/storage";

/** A source that failed may be retried and go on; after this long it begins anew. */
const KEPT_MS = 7 * 24 * 60 * 60_000;
/** Its run may have made it a moment before its row says so. */
const YOUNG_MS = 60_000;

const mediaId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Removes partial downloads of sources that ended or are gone. Returns how many. */
export async function sweepDownloads(prisma: PrismaClient, now = Date.now()): Promise<number> {
  await endDownloads(prisma);
  const root = homeFolders.downloads();
  await mkdir(root, { recursive: true, mode: 0o700 });
  const names = (await readdir(root)).filter((name) => mediaId.test(name));
  const resumable =
    names.length > 0 ? await listResumable(prisma, names) : new Map<string, "live" | "failed">();
  let removed = 0;
  for (const name of names) {
    const folder = path.join(root, name);
    const age = now - ((await stat(folder).catch(() => null))?.mtimeMs ?? now);
    const state = resumable.get(name);
    if (age < YOUNG_MS || state === "live" || (state === "failed" && age < KEPT_MS)) continue;
    await rm(folder, { recursive: true, force: true });
    removed += 1;
  }
  return removed;
}
