import { isTraxError } from "@/server/platform/errors";
import { getLogger } from "@/server/platform/logger";
import { DRAIN_MS } from "@/server/platform/patience";

const ORPHAN_STOP_MS = 5_000;

export interface Stoppable {
  stop(): Promise<void>;
}

/** The frame of a process under the supervisor: says when it is ready, stops in order when told, and ends when its
 * parent is gone. Alone (without a parent to talk to) it works the same by signals. */
export function serveAsChild(start: () => Promise<Stoppable>): void {
  let service: Stoppable | null = null;
  let stopping = false;

  const stop = async (why: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    // With the parent the database may be gone too, and there is nobody left to end us.
    setTimeout(
      () => process.kill(process.pid, "SIGKILL"),
      process.connected ? DRAIN_MS : ORPHAN_STOP_MS,
    ).unref();
    getLogger().info({ why }, "stopping");
    try {
      await service?.stop();
      process.exit(0);
    } catch (error) {
      getLogger().error({ err: String(error) }, "stopped badly");
      process.exit(1);
    }
  };

  process.on("SIGTERM", () => void stop("SIGTERM"));
  process.on("SIGINT", () => void stop("SIGINT"));
  process.on("disconnect", () => void stop("parent gone"));
  // It went while our modules were loading: nobody was there yet to hear of it.
  if (process.send && !process.connected) void stop("parent gone");
  process.on("uncaughtException", (error) => {
    getLogger().fatal({ err: error.stack }, "uncaught");
    process.exit(1);
  });
  process.on("unhandledRejection", (reason) => {
    getLogger().fatal({ err: reason instanceof Error ? reason.stack : String(reason) }, "unhandled");
    process.exit(1);
  });

  start().then(
    (started) => {
      service = started;
      if (process.connected) process.send?.({ type: "ready" });
    },
    (error: unknown) => {
      const sentence = isTraxError(error) ? error.message : null;
      getLogger().fatal(
        { err: sentence ?? (error instanceof Error ? error.stack : String(error)) },
        "did not start",
      );
      if (sentence) process.stderr.write(`${sentence}\n`);
      process.exit(1);
    },
  );
}
