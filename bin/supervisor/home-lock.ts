import { existsSync } from "node:fs";
import { access, constants, mkdir } from "node:fs/promises";
import path from "node:path";
import { TraxError } from "@/server/platform/errors";
import { type FileLock, lockFile } from "@/server/platform/lock-file";

/** One Trax a TRAX_HOME.
 * @throws TraxError ALREADY_RUNNING, HOME_NOT_WRITABLE */
export async function lockHome(home: string): Promise<FileLock> {
  const file = path.join(home, "trax.lock");
  let lock: ReturnType<typeof lockFile>;
  try {
    await makeFolder(home);
    await access(home, constants.W_OK);
    lock = lockFile(file);
  } catch (error) {
    throw new TraxError("HOME_NOT_WRITABLE", { home, reason: `${(error as Error).message}.` });
  }
  if ("heldBy" in lock) throw new TraxError("ALREADY_RUNNING", { home, pid: lock.heldBy ?? "unknown" });
  return lock;
}

/** Step by step: asked for all steps at once, Node tries for ever where a file system refuses (as /proc does). */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  if (!existsSync(path.dirname(folder))) await makeFolder(path.dirname(folder));
  await mkdir(folder);
}
