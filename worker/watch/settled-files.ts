import type { WatchedFile } from "./list-watched-files";

/** A group never waits longer than this many times the settling time for its neighbours. */
const NEIGHBOUR_PATIENCE = 4;

interface Sight {
  state: string;
  sinceMs: number;
}

/** Which files stood still for long enough to be whole. Files that arrive together go together: while a neighbour is
 * still growing the others wait for it, a while. Pure but for what it remembers; the clock is passed in. */
export function createSettledFiles(settleMs: number) {
  let sights = new Map<string, Sight>();
  let oldestReadyMs: number | null = null;

  return {
    /** @param files those that are not taken yet; called in every round
     * @returns those to be taken now */
    take(files: readonly WatchedFile[], nowMs: number): WatchedFile[] {
      const next = new Map<string, Sight>();
      for (const { name, sizeBytes, modifiedNs } of files) {
        const state = `${sizeBytes}:${modifiedNs}`;
        const before = sights.get(name);
        // A clock that was set back begins anew.
        const isSame = before?.state === state && before.sinceMs <= nowMs;
        next.set(name, isSame ? before : { state, sinceMs: nowMs });
      }
      sights = next;
      const ready = files.filter(
        ({ name, sizeBytes }) => sizeBytes > 0 && nowMs - (next.get(name)?.sinceMs ?? nowMs) >= settleMs,
      );
      if (ready.length === 0) {
        oldestReadyMs = null;
        return [];
      }
      oldestReadyMs ??= nowMs;
      const growing = files.filter(({ sizeBytes }) => sizeBytes > 0).length - ready.length;
      if (growing > 0 && nowMs - oldestReadyMs < NEIGHBOUR_PATIENCE * settleMs) return [];
      oldestReadyMs = null;
      return ready;
    },
  };
}
