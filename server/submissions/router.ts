import { ownerProcedure, router } from "@/server/api/trpc";
import { listDuplicates, listKnownSizes } from "./data";
import { duplicatesInput, duplicatesOutput, sameSizeInput, sameSizeOutput } from "./schema";

/** What is asked before files are submitted. Both only read, and are mutations all the same: ten thousand files do not
 * fit the address of a GET. */
export const submissionsRouter = router({
  findSameSize: ownerProcedure
    .meta({
      summary: "Which of these sizes a recording has: only those files can have been submitted before.",
    })
    .input(sameSizeInput)
    .output(sameSizeOutput)
    .mutation(async ({ ctx, input }) => ({
      sizesBytes: await listKnownSizes(ctx.ownerId, input.sizesBytes),
    })),
  findDuplicates: ownerProcedure
    .meta({ summary: "The transcripts that there are of these very files, by checksum and size." })
    .input(duplicatesInput)
    .output(duplicatesOutput)
    .mutation(async ({ ctx, input }) => ({ duplicates: await listDuplicates(ctx.ownerId, input) })),
});
