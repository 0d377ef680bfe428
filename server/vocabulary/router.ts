import { ownerProcedure, router } from "@/server/api/trpc";
import { listTerms } from "./data";
import { exportGlossary, importGlossary } from "./glossary-files";
import { listOffers } from "./offer-terms";
import * as schema from "./schema";
import { addTerms, removeTerms } from "./service";

export const vocabularyRouter = router({
  list: ownerProcedure
    .meta({ summary: "Names and terms that every new transcription is led by." })
    .input(schema.termListInput)
    .output(schema.termListOutput)
    .query(({ ctx, input }) => listTerms(ctx.ownerId, input)),
  add: ownerProcedure
    .meta({ summary: "Adds names and terms; one that is there already is heard as it is told now." })
    .input(schema.termsAddInput)
    .output(schema.termsAddOutput)
    .mutation(({ ctx, input }) => addTerms(ctx.ownerId, input)),
  remove: ownerProcedure
    .meta({ summary: "Removes names and terms, and tells what they were." })
    .input(schema.termsRemoveInput)
    .output(schema.termsRemoveOutput)
    .mutation(async ({ ctx, input }) => ({ removed: await removeTerms(ctx.ownerId, input.ids) })),
  exportFile: ownerProcedure
    .meta({ summary: "Names and terms as a file, CSV or a term a line." })
    .input(schema.glossaryExportInput)
    .output(schema.glossaryExportOutput)
    .query(({ ctx, input }) => exportGlossary(ctx.ownerId, input)),
  importFile: ownerProcedure
    .meta({ summary: "Adds the names and terms of a file, CSV or a term a line." })
    .input(schema.glossaryImportInput)
    .output(schema.glossaryImportOutput)
    .mutation(({ ctx, input }) => importGlossary(ctx.ownerId, input)),
  offers: ownerProcedure
    .meta({ summary: "What was corrected by hand in a transcript, to be added as terms." })
    .input(schema.offersInput)
    .output(schema.offersOutput)
    .query(async ({ ctx, input }) => ({ offers: await listOffers(ctx.ownerId, input.documentId) })),
});
