import { getSettings } from "../env";
import { TraxError } from "../errors";
import { getStorage } from ".";
import { serializeBytes } from "./serialize-bytes";

export { serializeBytes };

/** Asks before the first byte, so that a full disk is a sentence and not a half file.
 * @throws TraxError STORAGE_FULL */
export async function requireFreeSpace(neededBytes: number): Promise<void> {
  const reserve = getSettings().TRAX_MIN_FREE_BYTES;
  const free = await getStorage().findFreeBytes(neededBytes + reserve);
  if (free === null) return;
  if (free - reserve < neededBytes) {
    throw new TraxError("STORAGE_FULL", {
      needed: serializeBytes(neededBytes + reserve),
      free: serializeBytes(free),
    });
  }
}
