import { ownerProcedure, router } from "@/server/api/trpc";
import { movedOutput } from "@/server/batches/schema";
import { getQueue } from "./data";
import { queuePauseInput, queueView } from "./schema";
import { pauseQueue, resumeQueue } from "./service";

export const queueRouter = router({
  get: ownerProcedure
    .meta({ summary: "How much waits, runs and failed, and whether the whole queue is paused." })
    .output(queueView)
    .query(({ ctx }) => getQueue(ctx.ownerId)),
  pause: ownerProcedure
    .meta({
      summary:
        "Nothing new starts, of any batch. What runs finishes, or with stopRunning stops at its next chunk.",
    })
    .input(queuePauseInput)
    .output(movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await pauseQueue(ctx.ownerId, input) })),
  resume: ownerProcedure
    .meta({ summary: "Lets the paused queue go on." })
    .output(movedOutput)
    .mutation(async ({ ctx }) => ({ moved: await resumeQueue(ctx.ownerId) })),
});
