/** Tells the dead from the living by watching: a run is dead when its heartbeat has been the same for so long by the
 * watcher's own steady clock. A clock that jumps, there or here, kills nobody. Pure but for what it remembers. */

export interface Heart {
  /** One run of one piece of work. */
  key: string;
  /** The heartbeat as it is written; null for a run of an older client, which has none. */
  beat: string | null;
  /** Its age by the clock of the database. */
  ageMs: number | null;
}

export interface HeartPatience {
  heartbeatMs: number;
  deadAfterMs: number;
}

export interface HeartWatch {
  /** Keys of the dead among all runs there are now. @param nowMs of a clock that only goes on */
  look(hearts: Heart[], nowMs: number): Set<string>;
}

export function createHeartWatch({ heartbeatMs, deadAfterMs }: HeartPatience): HeartWatch {
  let seen = new Map<string, { beat: string | null; sinceMs: number }>();

  /** When the heart beat last, as far as the age can be believed: at first sight up to almost dead, so that what died
   * before this watch began is found after one more heartbeat; later not longer ago than the last look. */
  function guessSince(heart: Heart, nowMs: number, isFirst: boolean): number {
    const believable = isFirst ? deadAfterMs - heartbeatMs : heartbeatMs;
    const age = heart.ageMs ?? Number.POSITIVE_INFINITY;
    return nowMs - Math.min(believable, Math.max(0, age));
  }

  return {
    look(hearts, nowMs) {
      const next = new Map<string, { beat: string | null; sinceMs: number }>();
      const dead = new Set<string>();
      for (const heart of hearts) {
        const known = seen.get(heart.key);
        const entry =
          known && known.beat === heart.beat
            ? known
            : { beat: heart.beat, sinceMs: guessSince(heart, nowMs, known === undefined) };
        next.set(heart.key, entry);
        if (nowMs - entry.sinceMs >= deadAfterMs) dead.add(heart.key);
      }
      seen = next;
      return dead;
    },
  };
}
