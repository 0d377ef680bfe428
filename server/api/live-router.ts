import { getLiveHub, type LiveNotice } from "@/server/jobs/live-hub";
import { type LiveEvent, liveEvent, liveWatchInput } from "./live-schema";
import { ownerProcedure, router } from "./trpc";

/** A viewer that reads slower than this many events behind is told to ask again instead. */
const MAX_QUEUED = 500;

export const liveRouter = router({
  watch: ownerProcedure
    .meta({ summary: "Server-sent events of what changes: ask again for what you show when one comes." })
    .input(liveWatchInput)
    .subscription(async function* ({ ctx, input, signal }) {
      const batches = new Set(input.batchIds);
      const documents = new Set(input.documentIds);
      const queue: LiveEvent[] = [];
      let wake: () => void = () => {};
      let ended = false;
      const concerns = (notice: Exclude<LiveNotice, { kind: "gap" }>) =>
        notice.ownerId === ctx.ownerId &&
        (notice.kind === "edited"
          ? documents.has(notice.documentId)
          : input.everything || batches.has(notice.batchId) || documents.has(notice.documentId ?? ""));

      const unsubscribe = getLiveHub().subscribe(
        (notice) => {
          if (notice.kind !== "gap" && !concerns(notice)) return;
          const event = liveEvent.safeParse(notice);
          if (event.success) queue.push(event.data);
          if (queue.length > MAX_QUEUED) queue.splice(0, queue.length, { kind: "gap" });
          wake();
        },
        { wantsProgress: true },
      );
      signal?.addEventListener("abort", () => {
        ended = true;
        wake();
      });
      try {
        while (!ended) {
          const event = queue.shift();
          if (event) {
            yield event;
            continue;
          }
          await new Promise<void>((resolve) => {
            wake = resolve;
            if (queue.length > 0 || ended) resolve();
          });
        }
      } finally {
        unsubscribe();
      }
    }),
});
