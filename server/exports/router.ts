import { ownerProcedure, router } from "@/server/api/trpc";
import { listExports, listExportWork } from "./data";
import { exportCreateInput, exportListInput, exportListOutput, exportView } from "./schema";
import { createExport } from "./service";

export const exportsRouter = router({
  create: ownerProcedure
    .meta({ summary: "Makes a download of a transcript; its path is in the answer." })
    .input(exportCreateInput)
    .output(exportView)
    .mutation(({ ctx, input }) => createExport(ctx.ownerId, input)),
  list: ownerProcedure
    .meta({ summary: "Downloads that were made of a transcript, newest first." })
    .input(exportListInput)
    .output(exportListOutput)
    .query(async ({ ctx, input }) => ({
      exports: await listExports(ctx.ownerId, input.documentId),
      work: await listExportWork(ctx.ownerId, input.documentId),
    })),
});
