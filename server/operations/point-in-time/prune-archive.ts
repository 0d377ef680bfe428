import { rm } from "node:fs/promises";
import { listBases } from "./base-manifest";
import { removeOldLog } from "./wal-archive";

const KEEP_DAYS = 7;
const KEEP_LEAST = 2;
const DAY_MS = 86_400_000;

/** Every moment of the last seven days can be gone back to: the newest base backup that is older than that is kept, with
 * all that came after it, never fewer than two, and the log since the oldest of them.
 * @returns how many base backups and files of the log went */
export async function pruneArchive(archive: string, now: Date): Promise<{ bases: number; segments: number }> {
  const { bases } = await listBases(archive);
  const horizon = now.getTime() - KEEP_DAYS * DAY_MS;
  const covering = bases.findLastIndex(({ manifest }) => new Date(manifest.stoppedAt).getTime() <= horizon);
  const first = Math.max(0, Math.min(covering, bases.length - KEEP_LEAST));
  for (const { path } of bases.slice(0, first)) await rm(path, { recursive: true, force: true });
  const segments = await removeOldLog(
    archive,
    bases.slice(first).map(({ manifest }) => manifest.startSegment),
  );
  return { bases: first, segments };
}
