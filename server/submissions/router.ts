import { ownerProcedure, router } from "@/server/api/trpc";
import { listDuplicates, listKnownSizes, listUnfinished } from "./data";
import { listKnownVideos } from "./known-videos";
import { listEntries } from "./list-entries";
import {
  duplicatesInput,
  duplicatesOutput,
  knownVideosInput,
  knownVideosOutput,
  linkEntriesInput,
  linkEntriesOutput,
  sameSizeInput,
  sameSizeOutput,
  unfinishedOutput,
} from "./schema";

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
  findKnownVideos: ownerProcedure
    .meta({ summary: "The transcripts that there are of these videos of YouTube." })
    .input(knownVideosInput)
    .output(knownVideosOutput)
    .mutation(async ({ ctx, input }) => ({ videos: await listKnownVideos(ctx.ownerId, input.youtubeIds) })),
  listLinkEntries: ownerProcedure
    .meta({
      summary: "What a playlist, a channel or a podcast feed holds: to choose from before submitting.",
    })
    .input(linkEntriesInput)
    .output(linkEntriesOutput)
    .mutation(({ ctx, input, signal }) =>
      listEntries(ctx.ownerId, input.url, { signal: signal ?? new AbortController().signal }),
    ),
  findDuplicates: ownerProcedure
    .meta({ summary: "The transcripts that there are of these very files, by checksum and size." })
    .input(duplicatesInput)
    .output(duplicatesOutput)
    .mutation(async ({ ctx, input }) => ({ duplicates: await listDuplicates(ctx.ownerId, input) })),
  listUnfinished: ownerProcedure
    .meta({ summary: "Uploads whose bytes are not all here, with how much of each is." })
    .output(unfinishedOutput)
    .query(({ ctx }) => listUnfinished(ctx.ownerId)),
});
