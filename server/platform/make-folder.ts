import { mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { TraxError } from "./errors";

/** Makes a folder that a person named, with those above it, for this account alone. Node's own recursive way never ends
 * where a file system says of a folder's parent, which is there, that it is not (/proc).
 * @throws FOLDER_UNWRITABLE */
export async function makeFolder(folder: string): Promise<void> {
  const missing: string[] = [];
  let present = path.resolve(folder);
  try {
    for (;;) {
      const found = await stat(present).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return null;
        throw error;
      });
      if (found?.isDirectory()) break;
      if (found) throw new Error(`${present} is a file`);
      missing.push(present);
      present = path.dirname(present);
    }
    for (const each of missing.reverse()) {
      // Somebody else may make it at the same time.
      await mkdir(each, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "EEXIST") throw error;
      });
    }
  } catch (error) {
    throw new TraxError("FOLDER_UNWRITABLE", { name: folder, reason: `${(error as Error).message}.` });
  }
}
