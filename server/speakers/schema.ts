import { z } from "zod";
import { speakerEngineIds } from "@/core/speech/speaker-engines";

/** How many people speak: found out, so many exactly, or so many at most. */
export const mostSpeakers = 20;
const countOfSpeakers = z.number().int().min(1).max(mostSpeakers);
export const speakerCount = z
  .union([z.strictObject({ exactly: countOfSpeakers }), z.strictObject({ most: countOfSpeakers })])
  .nullable();
export type SpeakerCount = z.infer<typeof speakerCount>;

const documentId = z.object({ documentId: z.uuid() });
const profileId = z.number().int().min(1).max(2_147_483_647);
/** As a label of a transcript: one line of plain text. */
export const profileName = z.string().trim().min(1, "A person needs a name.").max(200);

/** `speakers.find`: asks for the speakers of a transcript. Where that is under way nothing is asked for; where it was
 * done or failed before it is done anew, with this count. Left out: as when it failed, else it is found out. */
export const speakersFindInput = documentId.extend({
  count: speakerCount.optional(),
  /** What tells them apart. Left out: as when it failed, else what goes best with the text. */
  engine: z.enum(speakerEngineIds).optional(),
});
export type SpeakersFindInput = z.input<typeof speakersFindInput>;
export const speakersCancelInput = documentId;
export const speakersCancelOutput = z.object({ moved: z.number().int() });

/** `speakers.engines`: what can tell the speakers of a transcript apart, the best for it first. */
export const speakersEnginesInput = documentId;
export const speakersEnginesOutput = z.array(
  z.object({
    id: z.enum(speakerEngineIds),
    name: z.string(),
    description: z.string(),
    /** What has to be fetched before it can be used, in bytes; null: it is there, on some machine at least. */
    fetchBytes: z.number().nullable(),
  }),
);
export type SpeakersEngines = z.infer<typeof speakersEnginesOutput>;

/** `speakers.turns`: who spoke when as the machine heard it, in order; empty where nobody has asked for the speakers. */
export const speakersTurnsInput = documentId;
export const speakersTurnsOutput = z.object({
  turns: z.array(
    z.object({
      /** The machine's number of the voice, from 1. */
      voice: z.number().int(),
      /** The speaker of the transcript that this voice is; null where that one is gone. */
      speakerId: z.uuid().nullable(),
      startMs: z.number().int(),
      endMs: z.number().int(),
      /** That it is this voice, 0..1. */
      confidence: z.number().min(0).max(1),
      /** Somebody else speaks at the same time. */
      overlaps: z.boolean(),
    }),
  ),
  voices: z.array(
    z.object({
      voice: z.number().int(),
      speakerId: z.uuid().nullable(),
      seconds: z.number().nonnegative(),
      pitchHz: z.number().nullable(),
      /** The person whose voice this may be: to be asked about. Null: nobody known, or it was settled. */
      suggestion: z.object({ profileId, name: z.string(), confidence: z.number().min(0).max(1) }).nullable(),
    }),
  ),
  /** Sound in which telling voices apart is not to be trusted. */
  isUncertain: z.boolean(),
  /** The change that gave lines their speakers when they were last found; `change.undo` of it takes that back. Null: no
   * line became another's. */
  changeId: z.uuid().nullable(),
  /** Of the turns, by their length, 0..1. */
  overlapShare: z.number().min(0).max(1),
  /** Null: nobody has asked for the speakers. */
  model: z.string().nullable(),
});
export type SpeakersTurns = z.infer<typeof speakersTurnsOutput>;

/** `speakers.similarLines`: the lines that are said by the voice of a line, in order, with the line itself; not those that a
 * person gave to somebody. */
export const similarLinesInput = documentId.extend({ segmentId: z.uuid() });
export const similarLinesOutput = z.object({ segmentIds: z.array(z.uuid()) });

/** A stretch to listen to: plays from `/media/…` of the recording. */
const voiceSample = z.object({
  /** Null: a sample that was uploaded. */
  documentId: z.uuid().nullable(),
  title: z.string(),
  startMs: z.number().int(),
  endMs: z.number().int(),
  /** What the player opens, null where the recording is gone. */
  mediaPath: z.string().nullable(),
});

const heardIn = z.object({ documentId: z.uuid(), title: z.string(), talkMs: z.number().int() });

/** A person whose voice is known by name. */
export const profileView = z.object({
  id: profileId,
  name: z.string(),
  createdAt: z.date().nullable(),
  updatedAt: z.date().nullable(),
  sampleCount: z.number().int(),
  /** Sound that the voice was learned from. */
  learnedSeconds: z.number().nonnegative(),
  /** False: only a name; no voice is kept of it. */
  hasVoice: z.boolean(),
  /** Its voice was learned by an older version, and is compared with nothing until it is learned anew. */
  isOutdated: z.boolean(),
  characteristics: z.object({
    pitchHz: z.number().nullable(),
    wordsPerMinute: z.number().nullable(),
    /** BCP 47 primary tags. */
    languages: z.array(z.string()),
  }),
  talkMs: z.number().int(),
  /** Newest first, 50 at most. */
  documents: z.array(heardIn),
  samples: z.array(voiceSample),
  /** Other people who sound so alike that they may be the same. */
  twins: z.array(z.object({ id: profileId, name: z.string(), confidence: z.number().min(0).max(1) })),
});
export type ProfileView = z.infer<typeof profileView>;

/** Somebody nobody has named yet, heard in one transcript or more. */
export const unknownVoiceView = z.object({
  /** Names the group for `speakers.nameUnknown`: the speakers of transcripts that are this voice. */
  members: z.array(z.object({ documentId: z.uuid(), speakerId: z.uuid() })),
  talkMs: z.number().int(),
  documents: z.array(heardIn),
  samples: z.array(voiceSample),
});
export type UnknownVoiceView = z.infer<typeof unknownVoiceView>;

export const speakersListOutput = z.object({
  /** By name. */
  profiles: z.array(profileView),
  /** Heard in two transcripts or more first, then by talk time; 100 at most. */
  unknown: z.array(unknownVoiceView),
  /** Samples that were uploaded and wait to be heard, or were refused; newest first. */
  sampleJobs: z.array(
    z.object({
      jobId: z.number().int(),
      name: z.string(),
      fileName: z.string(),
      state: z.enum(["waiting", "failed"]),
      /** Why it was refused, or what stands in the way until it is tried again. */
      error: z.string().nullable(),
    }),
  ),
  /** Whether new transcripts are matched against the voices that are kept. */
  isRecognising: z.boolean(),
});
export type SpeakersList = z.infer<typeof speakersListOutput>;

/** `speakers.remember`: keeps the voice of a speaker of a transcript under a name; the speaker gets that name. A name
 * that is there already learns from it.
 * Errors: VOICE_UNUSABLE with the reason (too short, too noisy, two voices), VOICE_UNKNOWN (speakers were not found yet). */
export const rememberInput = documentId.extend({ speakerId: z.uuid(), name: profileName });
export const rememberOutput = z.object({ profileId });
/** `speakers.nameUnknown`: the same for somebody who is heard in many transcripts: all of them get the name. */
export const nameUnknownInput = z.object({
  members: z
    .array(z.object({ documentId: z.uuid(), speakerId: z.uuid() }))
    .min(1)
    .max(200),
  name: profileName,
});
/** `speakers.answerSuggestion`: whether a voice of a transcript is the person who was suggested. */
export const answerSuggestionInput = documentId.extend({ voice: z.number().int(), isRight: z.boolean() });

export const profileRenameInput = z.object({ profileId, name: profileName });
/** The one goes into the other, with all that was heard of it. */
export const profileMergeInput = z.object({ fromId: profileId, intoId: profileId });
/** The voice goes from everywhere; the names in transcripts stay as text. */
export const profileRemoveInput = z.object({ profileId });
/** `speakers.removeSample`: puts aside a sample that was refused or waits; a person's samples go with the person. */
export const removeSampleInput = z.object({ jobId: z.number().int().min(1).max(2_147_483_647) });
export const recognitionInput = z.object({ isRecognising: z.boolean() });

/** `speaker_profiles.characteristics`: measures of a voice by their name. */
export const voiceCharacteristics = z.looseObject({
  /** Hz, as other clients call it. */
  pitch: z.number().nonnegative().optional(),
  wordsPerMinute: z.number().nonnegative().optional(),
  languages: z.array(z.string().max(35)).optional(),
  /** What made the embedding: only those of one model are compared. */
  model: z.string().max(100).optional(),
  /** Sound that it was learned from. */
  seconds: z.number().nonnegative().optional(),
  /** Samples that were uploaded. */
  samples: z
    .array(
      z.object({
        mediaFileId: z.uuid(),
        fileName: z.string().max(255),
        /** Float32, little endian, base64, of unit length. */
        embedding: z.string(),
        model: z.string().max(100),
        seconds: z.number().nonnegative(),
        pitchHz: z.number().nullable(),
        /** Where the person speaks in it, the longest first. */
        stretches: z
          .array(z.object({ startMs: z.number().nonnegative(), endMs: z.number().nonnegative() }))
          .max(100),
      }),
    )
    .max(200)
    .optional(),
});
export type VoiceCharacteristics = z.infer<typeof voiceCharacteristics>;
