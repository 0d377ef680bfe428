import { z } from "zod";
import { ownerProcedure, router } from "@/server/api/trpc";
import { movedOutput } from "@/server/batches/schema";
import { applyEdits } from "./apply-edits";
import { getDiskUse, getDocument, listSegments } from "./data";
import { listFacets } from "./document-filter";
import {
  commentListOutput,
  documentChangesInput,
  documentChangesOutput,
  editApplyInput,
  editApplyOutput,
  headListInput,
  headListOutput,
  wordListInput,
  wordListOutput,
} from "./edit-schema";
import { cancelHearingOf, hearAgain } from "./hear-again";
import { listChanges, listHeads, listWords } from "./list-changes";
import { listComments } from "./list-comments";
import { disputedOutput, listDisputed } from "./list-disputed";
import { listDocuments } from "./list-documents";
import { listPartial } from "./list-partial";
import { listUnsure, unsureInput, unsureOutput } from "./list-unsure";
import { compareVersions, listHistory, listVersions } from "./list-versions";
import { previewReplacement } from "./preview-replacement";
import { listReplacements, replaceEverywhere, undoReplacement } from "./replace-everywhere";
import * as replacing from "./replace-schema";
import { createVersion, removeVersion, restoreVersion } from "./restore-version";
import {
  diskUseOutput,
  documentDetail,
  documentIdInput,
  documentIdsInput,
  documentListInput,
  documentListOutput,
  documentRenameInput,
  documentSummary,
  facetsOutput,
  hearAgainInput,
  movedJobsOutput,
  partialInput,
  partialOutput,
  segmentListInput,
  segmentListOutput,
} from "./schema";
import { purgeDocuments, removeDocuments, renameDocument, restoreDocuments } from "./service";
import {
  historyInput,
  historyOutput,
  versionCompareInput,
  versionCompareOutput,
  versionCreateInput,
  versionIdInput,
  versionIdOutput,
  versionListOutput,
  versionRestoreInput,
  versionRestoreOutput,
} from "./version-schema";

export const transcriptsRouter = router({
  list: ownerProcedure
    .meta({ summary: "Transcripts by part of their title and what else is known of them, a page at a time." })
    .input(documentListInput)
    .output(documentListOutput)
    .query(({ ctx, input }) => listDocuments(ctx.ownerId, input)),
  facets: ownerProcedure
    .meta({
      summary: "What transcripts can be filtered by: speakers, languages and the like, the commonest first.",
    })
    .output(facetsOutput)
    .query(({ ctx }) => listFacets(ctx.ownerId)),
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
  hearAgain: ownerProcedure
    .meta({
      summary:
        "Has the recording heard a second and a third time, and the hearings merged word by word (pipeline v3); what was heard first is not heard again.",
    })
    .input(hearAgainInput)
    .output(z.void())
    .mutation(({ ctx, input }) => hearAgain(ctx.ownerId, input)),
  cancelHearing: ownerProcedure
    .meta({
      summary:
        "Ends a further hearing that is under way, or puts one aside that failed; the text stays as it is.",
    })
    .input(documentIdInput)
    .output(movedJobsOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await cancelHearingOf(ctx.ownerId, input.documentId) })),
  disputed: ownerProcedure
    .meta({ summary: "Words that the hearings of a recording did not agree on, in order, 5,000 at most." })
    .input(documentIdInput)
    .output(disputedOutput)
    .query(({ ctx, input }) => listDisputed(ctx.ownerId, input.documentId)),
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
  applyEdits: ownerProcedure
    .meta({
      summary: "Carries out edits of a transcript, each whole or not at all, and says what became of each.",
    })
    .input(editApplyInput)
    .output(editApplyOutput)
    .mutation(({ ctx, input }) => applyEdits(ctx.ownerId, input)),
  changes: ownerProcedure
    .meta({ summary: "What became different in a transcript since a revision of it." })
    .input(documentChangesInput)
    .output(documentChangesOutput)
    .query(({ ctx, input }) => listChanges(ctx.ownerId, input)),
  heads: ownerProcedure
    .meta({ summary: "The lines of a transcript without their words, thousands at a time." })
    .input(headListInput)
    .output(headListOutput)
    .query(({ ctx, input }) => listHeads(ctx.ownerId, input)),
  words: ownerProcedure
    .meta({ summary: "The words of some lines, with their times." })
    .input(wordListInput)
    .output(wordListOutput)
    .query(({ ctx, input }) => listWords(ctx.ownerId, input)),
  comments: ownerProcedure
    .meta({ summary: "The comments on a transcript, in the order of the sound." })
    .input(documentIdInput)
    .output(commentListOutput)
    .query(({ ctx, input }) => listComments(ctx.ownerId, input.documentId)),
  versions: ownerProcedure
    .meta({ summary: "Named versions of a transcript, and what machines made of its recording." })
    .input(documentIdInput)
    .output(versionListOutput)
    .query(({ ctx, input }) => listVersions(ctx.ownerId, input.documentId)),
  createVersion: ownerProcedure
    .meta({ summary: "Gives the present state of a transcript a name." })
    .input(versionCreateInput)
    .output(versionIdOutput)
    .mutation(({ ctx, input }) => createVersion(ctx.ownerId, input)),
  removeVersion: ownerProcedure
    .meta({ summary: "Takes the name of a version away; its text stays in the history." })
    .input(versionIdInput)
    .output(versionIdOutput)
    .mutation(({ ctx, input }) => removeVersion(ctx.ownerId, input)),
  history: ownerProcedure
    .meta({ summary: "What was done to a transcript, newest first." })
    .input(historyInput)
    .output(historyOutput)
    .query(({ ctx, input }) => listHistory(ctx.ownerId, input)),
  compare: ownerProcedure
    .meta({ summary: "Two texts of a transcript, word by word." })
    .input(versionCompareInput)
    .output(versionCompareOutput)
    .query(({ ctx, input }) => compareVersions(ctx.ownerId, input)),
  restoreVersion: ownerProcedure
    .meta({ summary: "Makes a transcript what it was, as one change that can be taken back." })
    .input(versionRestoreInput)
    .output(versionRestoreOutput)
    .mutation(({ ctx, input }) => restoreVersion(ctx.ownerId, input)),
  previewReplacement: ownerProcedure
    .meta({ summary: "Lines of all transcripts that hold a text as it is, with every place of it." })
    .input(replacing.replacePreviewInput)
    .output(replacing.replacePreviewOutput)
    .query(({ ctx, input }) => previewReplacement(ctx.ownerId, input)),
  replaceEverywhere: ownerProcedure
    .meta({
      summary:
        "Replaces a text in chosen lines of many transcripts, as edits that can be taken back together.",
    })
    .input(replacing.replaceInput)
    .output(replacing.replaceOutput)
    .mutation(({ ctx, input }) => replaceEverywhere(ctx.ownerId, input)),
  undoReplacement: ownerProcedure
    .meta({ summary: "Takes a replacement in many transcripts back." })
    .input(replacing.replacementIdInput)
    .output(replacing.replaceUndoOutput)
    .mutation(({ ctx, input }) => undoReplacement(ctx.ownerId, input.replacementId)),
  replacements: ownerProcedure
    .meta({ summary: "The last replacements in many transcripts, newest first." })
    .output(replacing.replacementListOutput)
    .query(async ({ ctx }) => ({ replacements: await listReplacements(ctx.ownerId) })),
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
