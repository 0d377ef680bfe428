import { getSettings } from "./env";

/** Every wait, limit and bound of the pipeline in one place. */

export const heartbeatMs = (): number => getSettings().TRAX_HEARTBEAT_MS;

/** Missed heartbeats after which a run, or a worker, counts as dead. */
export const MISSED_HEARTBEATS = 3;
export const deadAfterMs = (): number => heartbeatMs() * MISSED_HEARTBEATS;

/** An item marked as dispatched that no queue job carries for this long is dispatched again. */
export const LOST_DISPATCH_MS = 60_000;

/** Retries wait base * 2^n, with up to a quarter of it as jitter, so that a crowd does not come back at once. */
const RETRY_BASE_MS = 2_000;
const RETRY_MAX_MS = 10 * 60_000;
const RETRY_JITTER = 0.25;
/** No retry waits longer than this. */
export const RETRY_LONGEST_MS = RETRY_MAX_MS * (1 + RETRY_JITTER);

export function retryDelayMs(retryCount: number, random: () => number = Math.random): number {
  const delay = Math.min(RETRY_MAX_MS, RETRY_BASE_MS * 2 ** Math.max(0, retryCount - 1));
  return Math.round(delay * (1 + random() * RETRY_JITTER));
}

/** A worker asked to stop lets its steps save what they have for this long. */
export const DRAIN_MS = 20_000;
/** The supervisor ends a process that has not stopped by itself after this. */
export const STOP_GRACE_MS = 30_000;

export const IO_SLOTS = 4;
/** The live hub asks for the progress of what is looked at this often. */
export const PROGRESS_POLL_MS = 1_000;
