import { z } from "zod";
import { ownerProcedure, router } from "@/server/api/trpc";
import { mergeProfiles, removeProfile, renameProfile, setRecognition } from "./change-profiles";
import { listSpeakerEngines, listTurns } from "./data";
import { listProfiles } from "./list-profiles";
import { listSimilar } from "./list-similar";
import { answerSuggestion, nameUnknown, rememberVoice } from "./remember-voice";
import * as schema from "./schema";
import { cancelFindSpeakers, findSpeakers } from "./service";
import { removeSampleJob } from "./voice-samples";

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
  engines: ownerProcedure
    .meta({ summary: "What can tell the speakers of a transcript apart, and what of it has to be fetched." })
    .input(schema.speakersEnginesInput)
    .output(schema.speakersEnginesOutput)
    .query(({ ctx, input }) => listSpeakerEngines(ctx.ownerId, input.documentId)),
  turns: ownerProcedure
    .meta({ summary: "Who spoke when in a recording, as the machine heard it." })
    .input(schema.speakersTurnsInput)
    .output(schema.speakersTurnsOutput)
    .query(({ ctx, input }) => listTurns(ctx.ownerId, input.documentId)),
  similarLines: ownerProcedure
    .meta({ summary: "The lines of a transcript that are said by the voice of a line." })
    .input(schema.similarLinesInput)
    .output(schema.similarLinesOutput)
    .query(async ({ ctx, input }) => ({ segmentIds: await listSimilar(ctx.ownerId, input) })),
  list: ownerProcedure
    .meta({
      summary: "People whose voices are known, where they are heard, and voices that nobody has named.",
    })
    .output(schema.speakersListOutput)
    .query(({ ctx }) => listProfiles(ctx.ownerId)),
  remember: ownerProcedure
    .meta({ summary: "Keeps the voice of a speaker of a transcript under a name." })
    .input(schema.rememberInput)
    .output(schema.rememberOutput)
    .mutation(({ ctx, input }) => rememberVoice(ctx.ownerId, input)),
  nameUnknown: ownerProcedure
    .meta({ summary: "Names somebody who is heard in several transcripts, in all of them at once." })
    .input(schema.nameUnknownInput)
    .output(schema.rememberOutput)
    .mutation(({ ctx, input }) => nameUnknown(ctx.ownerId, input)),
  answerSuggestion: ownerProcedure
    .meta({ summary: "Says whether a voice of a transcript is the person who was suggested." })
    .input(schema.answerSuggestionInput)
    .output(z.void())
    .mutation(({ ctx, input }) => answerSuggestion(ctx.ownerId, input)),
  rename: ownerProcedure
    .meta({ summary: "Calls a person by another name, in transcripts too." })
    .input(schema.profileRenameInput)
    .output(z.void())
    .mutation(({ ctx, input }) => renameProfile(ctx.ownerId, input)),
  merge: ownerProcedure
    .meta({ summary: "Makes two people one." })
    .input(schema.profileMergeInput)
    .output(z.void())
    .mutation(({ ctx, input }) => mergeProfiles(ctx.ownerId, input)),
  remove: ownerProcedure
    .meta({ summary: "Deletes a person's voice from everywhere; names in transcripts stay." })
    .input(schema.profileRemoveInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeProfile(ctx.ownerId, input)),
  removeSample: ownerProcedure
    .meta({ summary: "Puts aside a sample of a voice that was refused or not heard yet; its file goes." })
    .input(schema.removeSampleInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeSampleJob(ctx.ownerId, input)),
  setRecognition: ownerProcedure
    .meta({ summary: "Turns keeping and recognising voices on or off, for what is transcribed from now on." })
    .input(schema.recognitionInput)
    .output(z.void())
    .mutation(({ ctx, input }) => setRecognition(ctx.ownerId, input)),
});
