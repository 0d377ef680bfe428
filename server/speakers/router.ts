import { z } from "zod";
import { ownerProcedure, router } from "@/server/api/trpc";
import { listTurns } from "./data";
import * as schema from "./schema";
import { cancelFindSpeakers, findSpeakers } from "./service";

export const speakersRouter = router({
  find: ownerProcedure
    .meta({
      summary:
        "Finds out who says what in a transcript (pipeline v4): how many voices there are, or so many as are told.",
    })
    .input(schema.speakersFindInput)
    .output(z.void())
    .mutation(({ ctx, input }) => findSpeakers(ctx.ownerId, input)),
  cancelFind: ownerProcedure
    .meta({
      summary: "Ends finding the speakers while it is under way, or puts it aside where it failed.",
    })
    .input(schema.speakersCancelInput)
    .output(schema.speakersCancelOutput)
    .mutation(async ({ ctx, input }) => ({ moved: await cancelFindSpeakers(ctx.ownerId, input.documentId) })),
  turns: ownerProcedure
    .meta({ summary: "Who spoke when in a recording, as the machine heard it." })
    .input(schema.speakersTurnsInput)
    .output(schema.speakersTurnsOutput)
    .query(({ ctx, input }) => listTurns(ctx.ownerId, input.documentId)),
});
