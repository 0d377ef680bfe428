/** Why a run was stopped from outside: the worker stops, or the run was taken away (cancelled, or given to another). */
export type StopReason = "drain" | "lost";

interface ActiveRun {
  signal: AbortSignal;
  stop(reason: StopReason): void;
  reason(): StopReason | null;
}

/** The runs this process works on, so that a cancel or a shutdown reaches them. An item that was cancelled and
 * started again at once has two for a moment: they are told by their claim. */
export interface ActiveRuns {
  /** @param verify asks the database whether the run still holds its item, and stops it if not */
  start(run: { itemId: string; claimToken: string }, verify: (run: ActiveRun) => void): ActiveRun;
  end(run: { claimToken: string }): void;
  /** Something happened to an item: its runs look whether they were meant. */
  verify(itemId: string): void;
  stopAll(reason: StopReason): void;
}

export function createActiveRuns(): ActiveRuns {
  const runs = new Map<string, { itemId: string; active: ActiveRun; verify: () => void }>();
  let stopping: StopReason | null = null;
  return {
    start({ itemId, claimToken }, verify) {
      const controller = new AbortController();
      let reason: StopReason | null = null;
      const active: ActiveRun = {
        signal: controller.signal,
        stop(why) {
          reason ??= why;
          controller.abort(new Error(why));
        },
        reason: () => reason,
      };
      runs.set(claimToken, { itemId, active, verify: () => verify(active) });
      if (stopping) active.stop(stopping);
      return active;
    },
    end: ({ claimToken }) => void runs.delete(claimToken),
    verify(itemId) {
      for (const run of runs.values()) if (run.itemId === itemId) run.verify();
    },
    stopAll(reason) {
      stopping = reason;
      for (const run of runs.values()) run.active.stop(reason);
    },
  };
}
