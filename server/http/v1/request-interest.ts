import type { WatchedSource } from "./source-watch";

export interface RequestInterest {
  /** Somebody waits for the source.
   * @param mayCancel the request itself brought the work, so nobody outside this endpoint counts on it
   * @param keep the work shall be done whether or not anybody waits
   * @returns to be called once when the wait is over; says whether the work is now nobody's and should be cancelled */
  join(source: WatchedSource, options: { mayCancel: boolean; keep: boolean }): (hungUp: boolean) => boolean;
}

/** Who waits for what: equal requests share one piece of work, and only the last that hangs up ends it. */
export function createRequestInterest(): RequestInterest {
  const shared = new Map<string, { waiting: number; mayCancel: boolean }>();
  return {
    join({ batchId, sourceIndex }, { mayCancel, keep }) {
      const key = `${batchId}:${sourceIndex}`;
      const entry = shared.get(key) ?? { waiting: 0, mayCancel };
      entry.waiting += 1;
      if (keep) entry.mayCancel = false;
      shared.set(key, entry);
      return (hungUp) => {
        entry.waiting -= 1;
        if (entry.waiting > 0) return false;
        shared.delete(key);
        return hungUp && entry.mayCancel;
      };
    },
  };
}
