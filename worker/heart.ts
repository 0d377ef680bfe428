import type { Heartbeat } from "@/server/jobs/lifecycle";
import { BEAT_BOUND_MS, SILENT_RUN_MS } from "@/server/platform/patience";
import type { StopReason } from "./active-runs";
import { withinMs } from "./bounds";

export interface Heart {
  /** Beats now: something happened to the item. */
  verify(): void;
  stop(): void;
}

/** Tells the database that a run lives, and the run what became of its item. One beat at a time. A run that could
 * not be told alive for a long time stops: nothing of it could be written, and another may have its item. */
export function startHeart(options: {
  beat: () => Promise<Heartbeat>;
  everyMs: number;
  stopRun: (reason: StopReason) => void;
  onError: (error: unknown) => void;
  now?: () => number;
}): Heart {
  const { beat, everyMs, stopRun, onError, now = () => performance.now() } = options;
  let isBeating = false;
  let isAskedAgain = false;
  let heardAt = now();

  async function beatOnce(): Promise<void> {
    try {
      const answer = await withinMs(BEAT_BOUND_MS, beat());
      heardAt = now();
      if (answer === "lost") stopRun("lost");
      if (answer === "stop") stopRun("pause");
    } catch (error) {
      // The database may be away for a moment; every write is fenced, so going on is safe.
      onError(error);
      if (now() - heardAt > SILENT_RUN_MS) stopRun("lost");
    }
  }

  function verify(): void {
    // What happened while a beat was on its way may have come too late for it.
    if (isBeating) {
      isAskedAgain = true;
      return;
    }
    isBeating = true;
    void beatOnce().finally(() => {
      isBeating = false;
      if (!isAskedAgain) return;
      isAskedAgain = false;
      verify();
    });
  }

  const timer = setInterval(() => {
    if (!isBeating) verify();
  }, everyMs);
  return {
    verify,
    stop() {
      clearInterval(timer);
      isAskedAgain = false;
    },
  };
}
