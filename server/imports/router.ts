import { ownerProcedure, router } from "@/server/api/trpc";
import { importCreateInput, importView } from "./schema";
import { createImport } from "./service";

export const importsRouter = router({
  create: ownerProcedure
    .meta({
      summary:
        "Makes a transcript of a subtitle or transcript file (SRT, WebVTT, ASS, TTML, CSV, Trax's or Whisper's JSON, or a service's), alone or beside a recording; what had to be put right is in the answer.",
    })
    .input(importCreateInput)
    .output(importView)
    .mutation(({ ctx, input }) => createImport(ctx.ownerId, input)),
});
