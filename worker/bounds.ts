import { setMaxListeners } from "node:events";
import { TraxError } from "@/server/platform/errors";

/** Bounds of waiting, so that nothing that never answers keeps a slot for ever. */

/** @throws DATABASE_AWAY when the answer takes longer; what was asked may still happen, so it must be guarded by a
 * claim */
export async function withinMs<T>(boundMs: number, asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TraxError("DATABASE_AWAY")), boundMs);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}

/** Waits for something that does not know of the signal, or does but may hang: once it has aborted, no longer than
 * `graceMs`.
 * @throws the signal's reason */
export async function untilAborted<T>(signal: AbortSignal, graceMs: number, asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort = () => {};
  // Many may wait for the end of one run; that many listeners are meant.
  setMaxListeners(0, signal);
  const given = new Promise<never>((_, reject) => {
    onAbort = () => {
      timer = setTimeout(() => reject(signal.reason), graceMs);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
  return Promise.race([asked, given]).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  });
}

/** Several things at once under one signal. The first that fails stops the others, and all are waited for, so that
 * nothing goes on behind the caller's back.
 * @throws the signal's reason, else the first failure */
export async function runTogether<T extends readonly Promise<unknown>[] | []>(
  signal: AbortSignal,
  start: (joint: AbortSignal) => T,
): Promise<{ -readonly [Key in keyof T]: Awaited<T[Key]> }> {
  const stop = new AbortController();
  const all = start(AbortSignal.any([signal, stop.signal]));
  try {
    return await Promise.all(all);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(all);
    signal.throwIfAborted();
    throw error;
  }
}
