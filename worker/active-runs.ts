import { CHECKPOINT_MS } from "@/server/platform/patience";
import type { Heart } from "./heart";

/** Why a run was stopped from outside: the worker stops, its batch is paused and running work is to stop too, or the
 * run was taken away (cancelled, or given to another). */
export type StopReason = "drain" | "pause" | "lost";

export interface ActiveRun {
  /** Aborts when nothing more is to be done for the run. */
  readonly signal: AbortSignal;
  /** Aborts when the run is asked to stop at its next checkpoint. */
  readonly softStop: AbortSignal;
  /** From now on the run stops by itself when asked to. Before, and where a step never says so, being asked to stop
   * is the end at once. */
  openCheckpoints(): void;
  stop(reason: StopReason): void;
  reason(): StopReason | null;
}

/** The runs this process works on, so that a cancel or a shutdown reaches them. An item that was cancelled and
 * started again at once has two for a moment: they are told by their claim. */
export interface ActiveRuns {
  /** Aborts with `stopAll`: nothing new begins. */
  readonly stopping: AbortSignal;
  /** @param startHeart asks the database now and then whether the run still holds its item, and stops it if not */
  start(run: { itemId: string; claimToken: string }, startHeart: (active: ActiveRun) => Heart): ActiveRun;
  end(run: { claimToken: string }): void;
  /** Something happened to an item: its runs look whether they were meant. */
  verify(itemId: string): void;
  stopAll(reason: "drain"): void;
}

interface Entry {
  itemId: string;
  active: ActiveRun;
  heart: Heart;
  /** Forgets the bound of a stop that was asked for. */
  clear(): void;
}

/** @param checkpointMs what has not stopped by itself this long after it was asked to is aborted */
export function createActiveRuns(checkpointMs = CHECKPOINT_MS): ActiveRuns {
  const runs = new Map<string, Entry>();
  const stopping = new AbortController();

  function build(): { active: ActiveRun; clear(): void } {
    const hard = new AbortController();
    const soft = new AbortController();
    let reason: StopReason | null = null;
    let hasCheckpoints = false;
    let timer: NodeJS.Timeout | undefined;

    function stop(why: StopReason): void {
      if (why === "lost") {
        reason = why;
        hard.abort(new Error(why));
      } else {
        reason ??= why;
        const asked = new Error(why);
        soft.abort(asked);
        if (!hasCheckpoints) hard.abort(asked);
        else timer ??= setTimeout(() => hard.abort(asked), checkpointMs);
      }
    }

    const active: ActiveRun = {
      signal: hard.signal,
      softStop: soft.signal,
      openCheckpoints: () => {
        hasCheckpoints = true;
      },
      stop,
      reason: () => reason,
    };
    return { active, clear: () => clearTimeout(timer) };
  }

  return {
    stopping: stopping.signal,
    start({ itemId, claimToken }, startHeart) {
      const { active, clear } = build();
      runs.set(claimToken, { itemId, active, heart: startHeart(active), clear });
      if (stopping.signal.aborted) active.stop("drain");
      return active;
    },
    end({ claimToken }) {
      const entry = runs.get(claimToken);
      entry?.heart.stop();
      entry?.clear();
      runs.delete(claimToken);
    },
    verify(itemId) {
      for (const run of runs.values()) if (run.itemId === itemId) run.heart.verify();
    },
    stopAll(reason) {
      stopping.abort(new Error(reason));
      for (const run of runs.values()) run.active.stop(reason);
    },
  };
}
