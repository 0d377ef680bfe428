import { getSettings } from "./env";

/** Every wait, limit and bound of the pipeline in one place. */

export const heartbeatMs = (): number => getSettings().TRAX_HEARTBEAT_MS;

/** Missed heartbeats after which a run, or a worker, counts as dead. */
export const MISSED_HEARTBEATS = 3;
export const deadAfterMs = (): number => heartbeatMs() * MISSED_HEARTBEATS;

/** A statement may take TRAX_DATABASE_TIMEOUT_MS; the server says so when it took longer. A connection on which even that
 * is not heard, a margin later, is taken for dead. */
export const databaseAnswerMs = (): number => Math.round(getSettings().TRAX_DATABASE_TIMEOUT_MS * 1.1 + 500);
/** A connection that is quiet for this long is asked for a sign of life. */
export const databaseProbeMs = (): number => Math.min(15_000, getSettings().TRAX_DATABASE_TIMEOUT_MS / 4);
/** A transaction in which nobody speaks is ended when its run counts as dead, and not sooner than a busy process may
 * take to prepare its next statement. */
export const idleInTransactionMs = (): number =>
  getSettings().TRAX_DATABASE_IDLE_MS ?? Math.max(3_000, deadAfterMs());

/** An item marked as dispatched that no queue job carries for this long is dispatched again: a queue job goes when its
 * item is claimed, or with the worker that took it. */
export const lostDispatchMs = (): number => deadAfterMs();

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
/** Of that, a step that was asked to stop has this long to come to a checkpoint; then it is aborted. The rest is for
 * giving its item back. */
export const CHECKPOINT_MS = DRAIN_MS / 2;
/** The supervisor ends a process that has not stopped by itself after this. */
export const STOP_GRACE_MS = 30_000;

export const IO_SLOTS = 4;
/** Of them, how many may fetch at once, and how many may ask sites what a link leads to: what was fetched is to be read
 * meanwhile, and sites dislike a crowd. */
export const DOWNLOADS_AT_ONCE = 2;
export const LOOKUPS_AT_ONCE = 1;
/** The live hub asks for the progress of what is looked at this often. */
export const PROGRESS_POLL_MS = 1_000;

/** A sign of life that takes longer than this is given up; the next one is due anyway. */
export const BEAT_BOUND_MS = 10_000;
/** A run that could not give a sign of life for this long stops: the database is patiently asked for a minute, and
 * nothing of the run could be written after that. */
export const SILENT_RUN_MS = 90_000;
/** The end of a run is written within this, or left to the sweeper. */
export const WRITE_BOUND_MS = 150_000;
/** An item is given back within this. Shorter, since the worker may be stopping. */
export const RELEASE_BOUND_MS = 8_000;
/** A step that has not come to its end this long after it was aborted is left behind, and its slot goes on. */
export const ABANDON_MS = 15_000;

/** Changes of status of the same moment are told together, this much later. */
export const NOTICE_DELAY_MS = 100;
