import { ownerProcedure, router } from "@/server/api/trpc";
import { getBatchPaceWithSources } from "@/server/estimates/data";
import { getBatch, getLimits, listBatches, listEndedSince } from "./data";
import {
  batchCreateInput,
  batchCreateOutput,
  batchDetail,
  batchIdInput,
  batchLimitsView,
  batchListInput,
  batchListOutput,
  batchPaceOutput,
  batchSetLimitsInput,
  endedSinceInput,
  endedSinceOutput,
  movedOutput,
  sourceInput,
} from "./schema";
import {
  cancelBatch,
  cancelSource,
  createBatch,
  pauseBatch,
  resolveLimits,
  resumeBatch,
  retryFailed,
  retrySource,
  setLimits,
} from "./service";

export const batchesRouter = router({
  create: ownerProcedure
    .meta({
      summary:
        "Announces files: one batch, and for each file a recording to upload and a transcript to come.",
    })
    .input(batchCreateInput)
    .output(batchCreateOutput)
    .mutation(({ ctx, input }) => createBatch(ctx.ownerId, input)),
  list: ownerProcedure
    .meta({ summary: "Batches, newest first, a page at a time." })
    .input(batchListInput)
    .output(batchListOutput)
    .query(({ ctx, input }) => listBatches(ctx.ownerId, input)),
  get: ownerProcedure
    .meta({ summary: "One batch with its sources, their steps and their errors." })
    .input(batchIdInput)
    .output(batchDetail)
    .query(({ ctx, input }) => getBatch(ctx.ownerId, input.batchId)),
  pace: ownerProcedure
    .meta({
      summary:
        "Time left of a batch and of its running and next 200 sources, as ranges, from measured speed.",
    })
    .input(batchIdInput)
    .output(batchPaceOutput)
    .query(({ ctx, input }) => getBatchPaceWithSources(ctx.ownerId, input.batchId)),
  retrySource: ownerProcedure
    .meta({ summary: "Starts a source that failed or was cancelled again, where it stopped." })
    .input(sourceInput)
    .output(movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await retrySource(ctx.ownerId, input) })),
  retryFailed: ownerProcedure
    .meta({ summary: "Starts every failed source of a batch again." })
    .input(batchIdInput)
    .output(movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await retryFailed(ctx.ownerId, input) })),
  cancelSource: ownerProcedure
    .meta({ summary: "Ends the work on one source." })
    .input(sourceInput)
    .output(movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await cancelSource(ctx.ownerId, input) })),
  cancel: ownerProcedure
    .meta({ summary: "Ends the work on every source of a batch that has not ended." })
    .input(batchIdInput)
    .output(movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await cancelBatch(ctx.ownerId, input) })),
  pause: ownerProcedure
    .meta({
      summary: "Stops a batch from beginning further work; what runs is given back unfinished, at no loss.",
    })
    .input(batchIdInput)
    .output(movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await pauseBatch(ctx.ownerId, input) })),
  resume: ownerProcedure
    .meta({ summary: "Lets a paused batch go on." })
    .input(batchIdInput)
    .output(movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await resumeBatch(ctx.ownerId, input) })),
  limits: ownerProcedure
    .meta({ summary: "What a batch may take of the machine, and how often it tries again." })
    .input(batchIdInput)
    .output(batchLimitsView)
    .query(({ ctx, input }) => getLimits(ctx.ownerId, input.batchId)),
  defaultLimits: ownerProcedure
    .meta({ summary: "The limits of a batch that names none." })
    .output(batchLimitsView)
    .query(() => ({ ...resolveLimits({}), priority: 0 })),
  setLimits: ownerProcedure
    .meta({ summary: "Changes the limits of a batch that has not ended; what is left out stays." })
    .input(batchSetLimitsInput)
    .output(movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await setLimits(ctx.ownerId, input) })),
  endedSince: ownerProcedure
    .meta({ summary: "Batches that ended after an instant: cheap enough to be asked by a hidden tab." })
    .input(endedSinceInput)
    .output(endedSinceOutput)
    .query(({ ctx, input }) =>
      listEndedSince(ctx.ownerId, input.sinceMs === null ? null : new Date(input.sinceMs)),
    ),
});
