import { z } from "zod";
import { summaryTemplates } from "@/core/summary/templates";
import { ownerProcedure, router } from "@/server/api/trpc";
import { getSummaries } from "./data";
import * as schema from "./schema";
import { cancelSummary, estimateSummary, retrySummary, startSummary } from "./service";

const moved = z.object({ moved: z.number().int() });

export const summariesRouter = router({
  templates: ownerProcedure
    .meta({ summary: "What summaries are made of: key points, minutes, an interview, lecture notes." })
    .output(schema.templateListOutput)
    .query(() => ({
      templates: summaryTemplates.map(({ id, title, sections }) => ({
        ...{ id, title },
        sections: sections.map((section) => section.title),
      })),
    })),
  start: ownerProcedure
    .meta({ summary: "Makes a summary of a transcript and parts it into chapters." })
    .input(schema.summaryInput)
    .output(z.void())
    .mutation(({ ctx, input }) => startSummary(ctx.ownerId, input)),
  estimate: ownerProcedure
    .meta({ summary: "What that would ask of a model and cost, without asking." })
    .input(schema.summaryInput)
    .output(schema.summaryEstimateOutput)
    .query(({ ctx, input }) => estimateSummary(ctx.ownerId, input)),
  get: ownerProcedure
    .meta({ summary: "A summary with its chapters, those made before, and how work on another stands." })
    .input(schema.summaryGetInput)
    .output(schema.summaryGetOutput)
    .query(({ ctx, input }) => getSummaries(ctx.ownerId, input)),
  cancel: ownerProcedure
    .meta({ summary: "Ends the making of a summary, or puts its failure aside." })
    .input(schema.summaryDocumentInput)
    .output(moved)
    .mutation(async ({ ctx, input }) => ({ moved: await cancelSummary(ctx.ownerId, input.documentId) })),
  retry: ownerProcedure
    .meta({ summary: "Tries a summary that failed again, from where it stopped." })
    .input(schema.summaryDocumentInput)
    .output(moved)
    .mutation(async ({ ctx, input }) => ({ moved: await retrySummary(ctx.ownerId, input.documentId) })),
});
