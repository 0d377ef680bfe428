import { ownerProcedure, router } from "@/server/api/trpc";
import { getQuality, listQuality } from "./data";
import { documentIdInput, qualityTableOutput, qualityView, referenceInput } from "./schema";
import { markCorrected, measureAgain, removeReference, setReference, unmarkCorrected } from "./service";

export const qualityRouter = router({
  get: ownerProcedure
    .meta({
      summary:
        "How good the machine's text of a recording is, measured or estimated, and what is wrong with it.",
    })
    .input(documentIdInput)
    .output(qualityView)
    .query(({ ctx, input }) => getQuality(ctx.ownerId, input.documentId)),
  table: ownerProcedure
    .meta({ summary: "Measured word error rates by model, engine and domain." })
    .output(qualityTableOutput)
    .query(async ({ ctx }) => ({ rows: await listQuality(ctx.ownerId) })),
  setReference: ownerProcedure
    .meta({
      summary: "Keeps what was really said in a recording and measures the machine's text against it.",
    })
    .input(referenceInput)
    .output(qualityView)
    .mutation(({ ctx, input }) => setReference(ctx.ownerId, input)),
  removeReference: ownerProcedure
    .meta({ summary: "Takes back the text that said what was said." })
    .input(documentIdInput)
    .output(qualityView)
    .mutation(({ ctx, input }) => removeReference(ctx.ownerId, input.documentId)),
  markCorrected: ownerProcedure
    .meta({ summary: "Says that the text has no errors left, and measures the machine's text against it." })
    .input(documentIdInput)
    .output(qualityView)
    .mutation(({ ctx, input }) => markCorrected(ctx.ownerId, input.documentId)),
  unmarkCorrected: ownerProcedure
    .meta({ summary: "Takes back that the text has no errors left." })
    .input(documentIdInput)
    .output(qualityView)
    .mutation(({ ctx, input }) => unmarkCorrected(ctx.ownerId, input.documentId)),
  measureAgain: ownerProcedure
    .meta({ summary: "Measures anew, where a machine's text came since." })
    .input(documentIdInput)
    .output(qualityView)
    .mutation(({ ctx, input }) => measureAgain(ctx.ownerId, input.documentId)),
});
