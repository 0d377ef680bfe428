import { ownerProcedure, router } from "@/server/api/trpc";
import { setLimits } from "./change-limits";
import { changeSource } from "./change-source";
import { createFromLinks } from "./create-from-links";
import { getBatch, getLimits, listBatches, listEndedSince, listSourceKeys, listSourcePage } from "./data";
import * as schema from "./schema";
import * as service from "./service";
import { getSourceLog } from "./source-log";
import { transcribeAgain } from "./transcribe-again";

export const batchesRouter = router({
  create: ownerProcedure
    .meta({
      summary:
        "Announces files: one batch, and for each file a recording to upload and a transcript to come.",
    })
    .input(schema.batchCreateInput)
    .output(schema.batchCreateOutput)
    .mutation(({ ctx, input }) => service.createBatch(ctx.ownerId, input)),
  createFromLinks: ownerProcedure
    .meta({
      summary: "Announces links: one batch, and for each a recording to fetch and a transcript to come.",
    })
    .input(schema.batchCreateFromLinksInput)
    .output(schema.batchCreateFromLinksOutput)
    .mutation(({ ctx, input }) => createFromLinks(ctx.ownerId, input)),
  transcribeAgain: ownerProcedure
    .meta({
      summary:
        "Has the recording of a transcript heard anew; what was corrected is carried over to the new text.",
    })
    .input(schema.transcribeAgainInput)
    .output(schema.transcribeAgainOutput)
    .mutation(({ ctx, input }) => transcribeAgain(ctx.ownerId, input)),
  list: ownerProcedure
    .meta({ summary: "Batches, newest first, a page at a time." })
    .input(schema.batchListInput)
    .output(schema.batchListOutput)
    .query(({ ctx, input }) => listBatches(ctx.ownerId, input)),
  get: ownerProcedure
    .meta({ summary: "One batch: how far it is, and how many of its sources wait, run, are done or failed." })
    .input(schema.batchIdInput)
    .output(schema.batchDetail)
    .query(({ ctx, input }) => getBatch(ctx.ownerId, input.batchId)),
  sources: ownerProcedure
    .meta({ summary: "Sources of one batch or of all, with their steps and errors: a page at any offset." })
    .input(schema.sourceListInput)
    .output(schema.sourceListOutput)
    .query(({ ctx, input }) => listSourcePage(ctx.ownerId, input)),
  sourceKeys: ownerProcedure
    .meta({ summary: "The sources that a filter lets through, as keys alone: to choose them all." })
    .input(schema.sourceKeysInput)
    .output(schema.sourceKeysOutput)
    .query(async ({ ctx, input }) => ({ keys: await listSourceKeys(ctx.ownerId, input) })),
  sourceLog: ownerProcedure
    .meta({ summary: "What happened to a source, step by step, and what the steps took." })
    .input(schema.sourceInput)
    .output(schema.sourceLog)
    .query(({ ctx, input }) => getSourceLog(ctx.ownerId, input)),

  retrySource: ownerProcedure
    .meta({ summary: "Starts a source that failed or was cancelled again, where it stopped." })
    .input(schema.sourceInput)
    .output(schema.movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await service.retrySource(ctx.ownerId, input) })),
  cancelSource: ownerProcedure
    .meta({ summary: "Ends the work on one source." })
    .input(schema.sourceInput)
    .output(schema.movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await service.cancelSource(ctx.ownerId, input) })),

  changeSource: ownerProcedure
    .meta({
      summary:
        "Starts a source that stopped again with another engine, or with its language told: then it goes on from what was heard.",
    })
    .input(schema.sourceChangeInput)
    .output(schema.movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await changeSource(ctx.ownerId, input) })),

  retryFailed: ownerProcedure
    .meta({ summary: "Starts every failed source of a batch again." })
    .input(schema.batchIdInput)
    .output(schema.movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await service.retryFailed(ctx.ownerId, input) })),
  cancel: ownerProcedure
    .meta({ summary: "Ends the work on every source of a batch that has not ended." })
    .input(schema.batchIdInput)
    .output(schema.movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await service.cancelBatch(ctx.ownerId, input) })),
  pause: ownerProcedure
    .meta({
      summary:
        "A batch starts nothing new. What runs finishes, or with stopRunning stops at its next chunk and keeps it.",
    })
    .input(schema.batchPauseInput)
    .output(schema.movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await service.pauseBatch(ctx.ownerId, input) })),
  resume: ownerProcedure
    .meta({ summary: "Lets a paused batch go on." })
    .input(schema.batchIdInput)
    .output(schema.movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await service.resumeBatch(ctx.ownerId, input) })),
  setPriority: ownerProcedure
    .meta({
      summary: "Lets a batch run before others, or after them: higher is earlier, also while it waits.",
    })
    .input(schema.batchPriorityInput)
    .output(schema.movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await service.setBatchPriority(ctx.ownerId, input) })),
  remove: ownerProcedure
    .meta({
      summary: "Puts a batch away and cancels what has not ended. Transcripts that have text stay.",
    })
    .input(schema.batchIdInput)
    .output(schema.movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await service.removeBatch(ctx.ownerId, input) })),
  restore: ownerProcedure
    .meta({ summary: "Brings a batch that was put away back, and its work goes on." })
    .input(schema.batchIdInput)
    .output(schema.movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await service.restoreBatch(ctx.ownerId, input) })),

  pauseSources: ownerProcedure
    .meta({
      summary: "Chosen sources start nothing new; with stopRunning what runs stops at its next chunk.",
    })
    .input(schema.selectionsPauseInput)
    .output(schema.movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await service.pauseSources(ctx.ownerId, input) })),
  resumeSources: ownerProcedure
    .meta({ summary: "Lets chosen sources that were paused go on." })
    .input(schema.selectionsInput)
    .output(schema.movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await service.resumeSources(ctx.ownerId, input) })),
  cancelSources: ownerProcedure
    .meta({ summary: "Ends the work on chosen sources." })
    .input(schema.selectionsInput)
    .output(schema.movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await service.cancelSources(ctx.ownerId, input) })),
  retrySources: ownerProcedure
    .meta({ summary: "Starts chosen sources that failed or were cancelled again, where they stopped." })
    .input(schema.selectionsInput)
    .output(schema.movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await service.retrySources(ctx.ownerId, input) })),
  setSourcePriority: ownerProcedure
    .meta({
      summary: "Lets chosen sources run before others, or after them, on top of their batch's priority.",
    })
    .input(schema.selectionsPriorityInput)
    .output(schema.movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await service.setSourcePriority(ctx.ownerId, input) })),
  moveSources: ownerProcedure
    .meta({ summary: "Puts chosen sources first or last in their batch, or before another one." })
    .input(schema.selectionsMoveInput)
    .output(schema.movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await service.moveSources(ctx.ownerId, input) })),
  removeSources: ownerProcedure
    .meta({ summary: "Moves chosen sources to the trash and cancels what has not ended." })
    .input(schema.selectionsInput)
    .output(schema.movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await service.removeSources(ctx.ownerId, input) })),
  restoreSources: ownerProcedure
    .meta({ summary: "Brings chosen sources back from the trash, and the work that was cancelled goes on." })
    .input(schema.selectionsInput)
    .output(schema.movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await service.restoreSources(ctx.ownerId, input) })),

  limits: ownerProcedure
    .meta({ summary: "What a batch may take of the machine, and how often it tries again." })
    .input(schema.batchIdInput)
    .output(schema.batchLimitsView)
    .query(({ ctx, input }) => getLimits(ctx.ownerId, input.batchId)),
  defaultLimits: ownerProcedure
    .meta({ summary: "The limits of a batch that names none." })
    .output(schema.batchLimitsView)
    .query(() => ({ ...service.resolveLimits({}), priority: 0 })),
  setLimits: ownerProcedure
    .meta({ summary: "Changes the limits of a batch that has not ended; what is left out stays." })
    .input(schema.batchSetLimitsInput)
    .output(schema.movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await setLimits(ctx.ownerId, input) })),
  endedSince: ownerProcedure
    .meta({ summary: "Batches that ended after an instant: cheap enough to be asked by a hidden tab." })
    .input(schema.endedSinceInput)
    .output(schema.endedSinceOutput)
    .query(({ ctx, input }) =>
      listEndedSince(ctx.ownerId, input.sinceMs === null ? null : new Date(input.sinceMs)),
    ),
});
