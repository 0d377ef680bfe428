import { ownerProcedure, router } from "@/server/api/trpc";
import { searchSegments } from "./data";
import { librarySearchInput, librarySearchOutput, searchInput, searchOutput } from "./schema";
import { searchLibrary } from "./search-library";

export const searchRouter = router({
  library: ownerProcedure
    .meta({
      summary:
        "Transcripts that hold words, a phrase or a beginning, each with its first lines that do; words that are almost those typed where these are nowhere.",
    })
    .input(librarySearchInput)
    .output(librarySearchOutput)
    .query(({ ctx, input }) => searchLibrary(ctx.ownerId, input)),
  segments: ownerProcedure
    .meta({ summary: "Lines of all transcripts that hold the words, the newest transcript first." })
    .input(searchInput)
    .output(searchOutput)
    .query(({ ctx, input }) => searchSegments(ctx.ownerId, input)),
});
