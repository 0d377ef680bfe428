import { z } from "zod";
import type { EndedSince } from "@/server/batches/schema";

const storageKey = "trax.notify.told";
/** A batch's end is dated by the start of the transaction that writes it, and may be seen a little later than one
 * that is dated after it: the question looks back so far, and what was told is remembered. */
const lookBackMs = 120_000;
/** After a longer absence nobody wants to hear of everything that ended meanwhile. */
const forgetAfterMs = 60 * 60_000;
const maxRemembered = 200;

const toldState = z.object({
  /** Nothing that ended before is told: the moment at which the person opted in. */
  floorMs: z.number(),
  /** The server's time of the last answer. */
  askedMs: z.number(),
  told: z.array(z.string()),
});
export type ToldState = z.infer<typeof toldState>;

/** From when on to ask; null starts anew. */
export function deriveSinceMs(state: ToldState | null, nowMs: number): number | null {
  if (!state || nowMs - state.askedMs > forgetAfterMs) return null;
  return Math.max(0, state.floorMs, state.askedMs - lookBackMs);
}

/** What of an answer is news, and what to remember of it. A batch that was reopened and ended again is news again. */
export function takeAnswer(
  state: ToldState | null,
  answer: EndedSince,
): { news: EndedSince["ended"]; state: ToldState } {
  const keyOf = ({ id, endTime }: EndedSince["ended"][number]) => `${id}@${endTime.getTime()}`;
  const before = new Set(state?.told);
  const news = answer.ended.filter((batch) => !before.has(keyOf(batch)));
  const askedMs = answer.now.getTime();
  return {
    news,
    state: {
      floorMs: state?.floorMs ?? askedMs,
      askedMs,
      told: [...(state?.told ?? []), ...news.map(keyOf)].slice(-maxRemembered),
    },
  };
}

/** Kept in the browser, so that a reload neither loses nor repeats anything. */
export const toldBatches = {
  find(): ToldState | null {
    try {
      return toldState.parse(JSON.parse(localStorage.getItem(storageKey) ?? "null"));
    } catch {
      return null;
    }
  },
  update(state: ToldState | null) {
    try {
      if (state) localStorage.setItem(storageKey, JSON.stringify(state));
      else localStorage.removeItem(storageKey);
    } catch {
      // The choice itself is kept in the same place: without it nothing is told either.
    }
  },
};
