import { listEndedSources } from "@/server/batches/data";
import type { LiveHub } from "@/server/jobs/live-hub";
import { hasLiveWorker } from "@/server/jobs/workers";
import { getPrisma } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { getLogger } from "@/server/platform/logger";

export interface WatchedSource {
  batchId: string;
  sourceIndex: number;
}

export interface SourceWatch {
  /** Resolves when nothing more will happen on the source.
   * @throws TraxError API_STOPPING, WORKER_ABSENT; the signal's reason */
  waitForEnd(ownerId: number, source: WatchedSource, signal: AbortSignal): Promise<void>;
  /** How many wait. */
  size(): number;
  /** Everybody who waits hears that Trax is stopping; so does everybody who comes later. */
  stop(): void;
}

/** A notice may be lost with its connection: whoever waits is looked after this often, all in one question. */
const POLL_MS = 1_000;
const WORKER_LOOK_MS = 15_000;
/** The supervisor brings a worker back within seconds; one that is away for longer does not come by itself. */
const WORKER_PATIENCE_MS = 60_000;

interface Wait extends WatchedSource {
  ownerId: number;
  end(error?: unknown): void;
}

/** Waits for the ends of many sources: told by the database at once, asked once a second in case it was not. */
export function createSourceWatch(getHub: () => LiveHub): SourceWatch {
  const waits = new Set<Wait>();
  let stopped = false;
  let close: (() => void) | null = null;

  function open(): () => void {
    const dirty = new Set<string>();
    let scheduled = false;
    const unsubscribe = getHub().subscribe((notice) => {
      if (notice.kind !== "status" || ![...waits].some(({ batchId }) => batchId === notice.batchId)) return;
      dirty.add(notice.batchId);
      if (scheduled) return;
      scheduled = true;
      setImmediate(() => {
        scheduled = false;
        const batchIds = new Set(dirty);
        dirty.clear();
        void settle([...waits].filter(({ batchId }) => batchIds.has(batchId)));
      });
    });
    let polling = false;
    const poll = setInterval(() => {
      if (polling) return;
      polling = true;
      void settle([...waits]).finally(() => {
        polling = false;
      });
    }, POLL_MS);
    let absentMs = 0;
    const look = setInterval(() => {
      void hasLiveWorker(getPrisma()).then(
        (alive) => {
          absentMs = alive ? 0 : absentMs + WORKER_LOOK_MS;
          if (absentMs < WORKER_PATIENCE_MS) return;
          for (const wait of [...waits])
            wait.end(new TraxError("WORKER_ABSENT", { seconds: absentMs / 1_000 }));
        },
        () => {},
      );
    }, WORKER_LOOK_MS);
    return () => {
      unsubscribe();
      clearInterval(poll);
      clearInterval(look);
    };
  }

  /** A database that is away for a moment is asked again at the next turn. */
  async function settle(asked: Wait[]): Promise<void> {
    for (const ownerId of new Set(asked.map((wait) => wait.ownerId))) {
      const group = asked.filter((wait) => wait.ownerId === ownerId);
      try {
        const batchIds = [...new Set(group.map(({ batchId }) => batchId))];
        const ended = new Set((await listEndedSources(ownerId, batchIds)).map(keyOf));
        for (const wait of group) if (ended.has(keyOf(wait))) wait.end();
      } catch (error) {
        getLogger().debug({ err: (error as Error).message }, "asking for ended sources failed");
      }
    }
  }

  return {
    size: () => waits.size,
    waitForEnd: (ownerId, { batchId, sourceIndex }, signal) =>
      new Promise((resolve, reject) => {
        if (stopped) throw new TraxError("API_STOPPING");
        signal.throwIfAborted();
        const onAbort = () => wait.end(signal.reason);
        const wait: Wait = {
          ownerId,
          batchId,
          sourceIndex,
          end(error) {
            if (!waits.delete(wait)) return;
            signal.removeEventListener("abort", onAbort);
            if (waits.size === 0) {
              close?.();
              close = null;
            }
            if (error === undefined) resolve();
            else reject(error);
          },
        };
        signal.addEventListener("abort", onAbort);
        waits.add(wait);
        close ??= open();
        // It may have ended before anybody listened.
        void settle([wait]);
      }),
    stop() {
      stopped = true;
      for (const wait of [...waits]) wait.end(new TraxError("API_STOPPING"));
    },
  };
}

function keyOf({ batchId, sourceIndex }: WatchedSource): string {
  return `${batchId}:${sourceIndex}`;
}
