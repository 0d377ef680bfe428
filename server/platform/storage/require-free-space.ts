import { getSettings } from "../env";
import { TraxError } from "../errors";
import { getStorage } from ".";

export function serializeBytes(bytes: number): string {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Asks before the first byte, so that a full disk is a sentence and not a half file.
 * @throws TraxError STORAGE_FULL */
export async function requireFreeSpace(neededBytes: number): Promise<void> {
  const free = await getStorage().findFreeBytes();
  if (free === null) return;
  const reserve = getSettings().TRAX_MIN_FREE_BYTES;
  if (free - reserve < neededBytes) {
    throw new TraxError("STORAGE_FULL", {
      needed: serializeBytes(neededBytes + reserve),
      free: serializeBytes(free),
    });
  }
}
