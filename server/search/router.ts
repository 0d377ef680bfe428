import { ownerProcedure, router } from "@/server/api/trpc";
import { searchSegments } from "./data";
import { searchInput, searchOutput } from "./schema";

export const searchRouter = router({
  segments: ownerProcedure
    .meta({ summary: "Lines of all transcripts that hold the words, the newest transcript first." })
    .input(searchInput)
    .output(searchOutput)
    .query(({ ctx, input }) => searchSegments(ctx.ownerId, input)),
});
