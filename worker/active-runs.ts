/** Why a run was stopped from outside: the worker stops, the item was cancelled, or another run has it. */
export type StopReason = "drain" | "cancelled" | "lost";

interface ActiveRun {
  signal: AbortSignal;
  stop(reason: StopReason): void;
  reason(): StopReason | null;
}

/** The items this process works on, so that a cancel or a shutdown reaches them. */
export interface ActiveRuns {
  start(itemId: string): ActiveRun;
  end(itemId: string): void;
  stop(itemId: string, reason: StopReason): void;
  stopAll(reason: StopReason): void;
}

export function createActiveRuns(): ActiveRuns {
  const runs = new Map<string, ActiveRun>();
  let stopping: StopReason | null = null;
  return {
    start(itemId) {
      const controller = new AbortController();
      let reason: StopReason | null = null;
      const run: ActiveRun = {
        signal: controller.signal,
        stop(why) {
          reason ??= why;
          controller.abort(new Error(why));
        },
        reason: () => reason,
      };
      runs.set(itemId, run);
      if (stopping) run.stop(stopping);
      return run;
    },
    end: (itemId) => void runs.delete(itemId),
    stop: (itemId, reason) => runs.get(itemId)?.stop(reason),
    stopAll(reason) {
      stopping = reason;
      for (const run of runs.values()) run.stop(reason);
    },
  };
}
