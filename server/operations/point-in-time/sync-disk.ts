import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Writes what the system still holds of the file system a folder lies on to the disk. */
export async function syncDisk(folder: string): Promise<void> {
  await promisify(execFile)("sync", ["-f", folder]);
}
