import { z } from "zod";
import { ownerProcedure, router } from "@/server/api/trpc";
import { checkSubtitles } from "./check-subtitles";
import { createZip } from "./create-zip";
import { listExports, listExportWork, listZips } from "./data";
import * as schema from "./schema";
import { createExport } from "./service";
import { chooseProfile, listProfilesFor, removeProfile, saveProfile } from "./subtitle-profiles";
import { cancelVideo, createVideo, getVideo, retryVideo } from "./video-copies";

const { exportListInput, exportView } = schema;
const moved = z.object({ moved: z.number().int() });

export const exportsRouter = router({
  create: ownerProcedure
    .meta({ summary: "Makes a download of a transcript; its path is in the answer." })
    .input(schema.exportCreateInput)
    .output(exportView)
    .mutation(({ ctx, input }) => createExport(ctx.ownerId, input)),
  createZip: ownerProcedure
    .meta({ summary: "Makes one download of many transcripts, a file for each; its path is in the answer." })
    .input(schema.zipCreateInput)
    .output(exportView)
    .mutation(({ ctx, input }) => createZip(ctx.ownerId, input)),
  listZips: ownerProcedure
    .meta({ summary: "Downloads of many transcripts that were made, newest first." })
    .output(z.array(exportView))
    .query(({ ctx }) => listZips(ctx.ownerId)),
  list: ownerProcedure
    .meta({ summary: "Downloads that were made of a transcript, newest first." })
    .input(exportListInput)
    .output(schema.exportListOutput)
    .query(async ({ ctx, input }) => ({
      exports: await listExports(ctx.ownerId, input.documentId),
      work: await listExportWork(ctx.ownerId, input.documentId),
    })),
  video: ownerProcedure
    .meta({ summary: "What can be made of the video of a transcript, and how the last wish stands." })
    .input(exportListInput)
    .output(schema.videoOutput)
    .query(({ ctx, input }) => getVideo(ctx.ownerId, input.documentId)),
  createVideo: ownerProcedure
    .meta({
      summary: "Asks for a copy of the video with subtitles; when it is made, it is among the downloads.",
    })
    .input(schema.videoCreateInput)
    .output(z.void())
    .mutation(({ ctx, input }) => createVideo(ctx.ownerId, input)),
  cancelVideo: ownerProcedure
    .meta({ summary: "Ends the making of a copy of the video, or puts its failure aside." })
    .input(exportListInput)
    .output(moved)
    .mutation(({ ctx, input }) => cancelVideo(ctx.ownerId, input.documentId)),
  retryVideo: ownerProcedure
    .meta({ summary: "Tries to make a copy of the video that failed again." })
    .input(exportListInput)
    .output(moved)
    .mutation(({ ctx, input }) => retryVideo(ctx.ownerId, input.documentId)),
  subtitleProfiles: ownerProcedure
    .meta({ summary: "Layouts of subtitles of one's own, and the one that a transcript has." })
    .input(schema.subtitleProfilesInput)
    .output(schema.subtitleProfilesOutput)
    .query(({ ctx, input }) => listProfilesFor(ctx.ownerId, input.documentId ?? null)),
  saveSubtitleProfile: ownerProcedure
    .meta({ summary: "Makes or changes a layout of subtitles of one's own." })
    .input(schema.subtitleProfileSaveInput)
    .output(schema.subtitleProfileView)
    .mutation(({ ctx, input }) => saveProfile(ctx.ownerId, input)),
  removeSubtitleProfile: ownerProcedure
    .meta({ summary: "Removes a layout of subtitles; transcripts that had it have the usual one." })
    .input(schema.subtitleProfileIdInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeProfile(ctx.ownerId, input.id)),
  checkSubtitles: ownerProcedure
    .meta({ summary: "Where subtitles of a transcript cannot keep to its layout." })
    .input(exportListInput)
    .output(schema.subtitleCheckOutput)
    .query(({ ctx, input }) => checkSubtitles(ctx.ownerId, input.documentId)),
  chooseSubtitleProfile: ownerProcedure
    .meta({ summary: "Has the subtitles of a transcript laid out so from now on." })
    .input(schema.subtitleProfileChooseInput)
    .output(z.void())
    .mutation(({ ctx, input }) => chooseProfile(ctx.ownerId, input)),
});
