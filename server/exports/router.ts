import { z } from "zod";
import { ownerProcedure, router } from "@/server/api/trpc";
import { createZip } from "./create-zip";
import { listExports, listExportWork, listZips } from "./data";
import { exportCreateInput, exportListInput, exportListOutput, exportView, zipCreateInput } from "./schema";
import { createExport } from "./service";

export const exportsRouter = router({
  create: ownerProcedure
    .meta({ summary: "Makes a download of a transcript; its path is in the answer." })
    .input(exportCreateInput)
    .output(exportView)
    .mutation(({ ctx, input }) => createExport(ctx.ownerId, input)),
  createZip: ownerProcedure
    .meta({ summary: "Makes one download of many transcripts, a file for each; its path is in the answer." })
    .input(zipCreateInput)
    .output(exportView)
    .mutation(({ ctx, input }) => createZip(ctx.ownerId, input)),
  listZips: ownerProcedure
    .meta({ summary: "Downloads of many transcripts that were made, newest first." })
    .output(z.array(exportView))
    .query(({ ctx }) => listZips(ctx.ownerId)),
  list: ownerProcedure
    .meta({ summary: "Downloads that were made of a transcript, newest first." })
    .input(exportListInput)
    .output(exportListOutput)
    .query(async ({ ctx, input }) => ({
      exports: await listExports(ctx.ownerId, input.documentId),
      work: await listExportWork(ctx.ownerId, input.documentId),
    })),
});
