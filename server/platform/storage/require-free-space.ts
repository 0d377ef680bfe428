import { getSettings } from "../env";
import { TraxError } from "../errors";
import { getStorage } from ".";
import { serializeBytes } from "./serialize-bytes";

export { serializeBytes };

/** Asks before the first byte, so that a full disk is a sentence and not a half file.
 * @param reservedBytes what others were promised and have not taken yet
 * @throws TraxError STORAGE_FULL, STORAGE_RESERVED where only the promise stands in the way */
export async function requireFreeSpace(neededBytes: number, reservedBytes = 0): Promise<void> {
  const reserve = getSettings().TRAX_MIN_FREE_BYTES;
  const free = await getStorage().findFreeBytes(neededBytes + reservedBytes + reserve);
  if (free === null) return;
  if (free - reserve < neededBytes) {
    throw new TraxError("STORAGE_FULL", {
      needed: serializeBytes(neededBytes + reserve),
      free: serializeBytes(free),
    });
  }
  if (free - reserve - reservedBytes < neededBytes) {
    throw new TraxError("STORAGE_RESERVED", {
      needed: serializeBytes(neededBytes + reserve),
      free: serializeBytes(free),
      reserved: serializeBytes(reservedBytes),
    });
  }
}
