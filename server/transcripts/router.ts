import { ownerProcedure, router } from "@/server/api/trpc";
import { movedOutput } from "@/server/batches/schema";
import { getDiskUse, getDocument, listDocuments, listPartial, listSegments } from "./data";
import { listUnsure, unsureInput, unsureOutput } from "./list-unsure";
import {
  diskUseOutput,
  documentDetail,
  documentIdInput,
  documentIdsInput,
  documentListInput,
  documentListOutput,
  documentRenameInput,
  documentSummary,
  partialInput,
  partialOutput,
  revisionUndoInput,
  segmentListInput,
  segmentListOutput,
  segmentSaveInput,
  segmentSaveOutput,
} from "./schema";
import {
  purgeDocuments,
  removeDocuments,
  renameDocument,
  restoreDocuments,
  saveSegment,
  undoRevision,
} from "./service";

export const transcriptsRouter = router({
  list: ownerProcedure
    .meta({ summary: "Transcripts, newest first, by part of their title, a page at a time." })
    .input(documentListInput)
    .output(documentListOutput)
    .query(({ ctx, input }) => listDocuments(ctx.ownerId, input)),
  get: ownerProcedure
    .meta({
      summary: "One transcript: its recording, what the machine made of it and how work on it stands.",
    })
    .input(documentIdInput)
    .output(documentDetail)
    .query(({ ctx, input }) => getDocument(ctx.ownerId, input.documentId)),
  segments: ownerProcedure
    .meta({ summary: "The lines of a transcript with their words and times, a page at a time." })
    .input(segmentListInput)
    .output(segmentListOutput)
    .query(({ ctx, input }) => listSegments(ctx.ownerId, input)),
  unsure: ownerProcedure
    .meta({ summary: "Words of a transcript that the engine was unsure of, in order, 5,000 at most." })
    .input(unsureInput)
    .output(unsureOutput)
    .query(({ ctx, input }) => listUnsure(ctx.ownerId, input)),
  partial: ownerProcedure
    .meta({ summary: "What has been heard so far of a recording that is still being transcribed." })
    .input(partialInput)
    .output(partialOutput)
    .query(({ ctx, input }) => listPartial(ctx.ownerId, input)),
  diskUse: ownerProcedure
    .meta({ summary: "Bytes on the disk, by kind." })
    .output(diskUseOutput)
    .query(() => getDiskUse()),
  saveSegment: ownerProcedure
    .meta({ summary: "Saves the text of one line, unless somebody else changed it in between." })
    .input(segmentSaveInput)
    .output(segmentSaveOutput)
    .mutation(({ ctx, input }) => saveSegment(ctx.ownerId, input)),
  undo: ownerProcedure
    .meta({ summary: "Takes back one saved change; undoing an undo brings it back." })
    .input(revisionUndoInput)
    .output(segmentSaveOutput)
    .mutation(({ ctx, input }) => undoRevision(ctx.ownerId, input)),
  rename: ownerProcedure
    .meta({ summary: "Gives a transcript another title." })
    .input(documentRenameInput)
    .output(documentSummary)
    .mutation(({ ctx, input }) => renameDocument(ctx.ownerId, input)),
  remove: ownerProcedure
    .meta({ summary: "Puts transcripts into the trash." })
    .input(documentIdsInput)
    .output(movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await removeDocuments(ctx.ownerId, input.documentIds) })),
  restore: ownerProcedure
    .meta({ summary: "Brings transcripts back from the trash." })
    .input(documentIdsInput)
    .output(movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await restoreDocuments(ctx.ownerId, input.documentIds) })),
  purge: ownerProcedure
    .meta({ summary: "Deletes transcripts that are in the trash for ever, with their recordings." })
    .input(documentIdsInput)
    .output(movedOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await purgeDocuments(ctx.ownerId, input.documentIds) })),
});
