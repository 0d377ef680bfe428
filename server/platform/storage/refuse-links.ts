import { lstat } from "node:fs/promises";
import path from "node:path";
import { TraxError } from "../errors";

/** Checks that no part of a path below `root` is a link: what the store reads, writes and removes lies in it. The root
 * itself may be one. Who can put a link there while this looks is the administrator of the machine.
 * @param relative a storage key
 * @throws TraxError STORAGE_LINK */
export async function refuseLinks(root: string, relative: string): Promise<void> {
  let at = root;
  for (const part of relative.split("/")) {
    at = path.join(at, part);
    try {
      if ((await lstat(at)).isSymbolicLink()) throw new TraxError("STORAGE_LINK", { path: at });
    } catch (error) {
      // Nothing below it either.
      if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return;
      throw error;
    }
  }
}
