import { ownerProcedure, router } from "@/server/api/trpc";
import { listTerms } from "./data";
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
});
