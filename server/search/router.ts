import { ownerProcedure, router } from "@/server/api/trpc";
import { librarySearchInput, librarySearchOutput } from "./schema";
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
});
