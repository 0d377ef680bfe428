import { z } from "zod";
import { videoFormats, videoSubtitles } from "@/core/exports/video-formats";
import { ownCueProfile } from "@/core/subtitles/cue-profile";

/** Where a source comes from that nobody uploads. `media`: the recording itself is at the URL; `site`: a page that yt-dlp
 * may know. */
export const taskLink = z.object({
  url: z.url({ protocol: /^https?$/ }).max(4_000),
  kind: z.enum(["youtube", "media", "site"]),
  youtubeId: z
    .string()
    .regex(/^[A-Za-z0-9_-]{11}$/)
    .nullable(),
});
export type TaskLink = z.infer<typeof taskLink>;

/** How a text is made better. */
export const enhanceWish = z.object({
  engine: z.enum(["rules", "openai"]),
  /** Left out: the one that the settings name. */
  model: z.string().max(200).optional(),
  /** Left out: the one that the text suggests. */
  domain: z.string().max(40).optional(),
  /** Instead of what the domain says. */
  style: z
    .object({
      fillers: z.enum(["keep", "remove"]),
      falseStarts: z.enum(["keep", "remove"]),
      numbers: z.enum(["keep", "digits", "words-to-ten"]),
      paragraphs: z.boolean(),
      driftLimit: z.number().min(0).max(1),
    })
    .partial()
    .optional(),
});
export type EnhanceWish = z.infer<typeof enhanceWish>;

/** A copy of a video with subtitles. */
export const videoWish = z.object({
  subtitles: z.enum(videoSubtitles),
  format: z.enum(videoFormats),
  source: z.enum(["edited", "machine", "enhanced"]),
  /** Name who speaks, before the words. */
  speakers: z.boolean(),
  /** As it was when the copy was asked for. */
  profile: ownCueProfile,
});
export type VideoWish = z.infer<typeof videoWish>;

/** `batch_items.task_data`: what a step is to do. Clients of before put other things beside. */
export const taskData = z.looseObject({
  engine: z.string().max(100).optional(),
  language: z.string().max(35).nullable().optional(),
  /** Which sound track is heard, from 1. Without it, the one that the file calls its default. */
  audioTrack: z.number().int().min(1).max(64).nullable().optional(),
  /** What the submission said of its recordings; the domain of batches checks it before. */
  domain: z.string().max(100).nullable().optional(),
  speakersExpected: z
    .object({ min: z.number().int().min(1), max: z.number().int().min(1) })
    .nullable()
    .optional(),
  pipelineVersion: z.string().max(20).optional(),
  /** Who says what is found out when the text is there. */
  findSpeakers: z.boolean().optional(),
  /** By which of core/speech/speaker-engines.ts; left out: what goes best with the text. */
  speakerEngine: z.string().max(100).optional(),
  /** The text is made better as soon as it is there: by the step `enhance` of the source, which also has the downloads
   * made. */
  enhance: enhanceWish.optional(),
  /** Of a stretch that is heard anew, in a recording that has its text: that stretch, `[startMs, endMs)`. */
  range: z
    .object({ startMs: z.number().int().nonnegative(), endMs: z.number().int().positive() })
    .nullable()
    .optional(),
  /** Of the pipelines v3 and v4. */
  secondEngine: z.string().max(100).optional(),
  /** Formats of the downloads that are made as soon as the text is there. */
  exportsWanted: z.array(z.string().max(10)).max(16).optional(),
  /** How many bytes the upload is to have. */
  announcedBytes: z.number().int().nonnegative().optional(),
  /** Of the steps `youtube` and `download`: what is fetched. */
  link: taskLink.optional(),
  /** Whether captions that the uploader made are taken beside what the engine hears. */
  captions: z.boolean().optional(),
});

/** What a person's recordings are full of, and how else it is heard. */
const term = z.object({ text: z.string().max(80), soundsLike: z.array(z.string().max(80)).max(5) });

/** `batch_jobs.settings`: what its sources were submitted with, and the terms of that moment, once for all of them. */
export const batchKeeps = z.looseObject({
  terms: z.array(term).max(2_000).optional(),
  /** False: voices of its recordings are neither kept nor compared. */
  recogniseVoices: z.boolean().optional(),
});
export type BatchKeeps = z.input<typeof batchKeeps>;

/** `result_data` of `batch_items` and `v2_processing_jobs`: figures of a run, for people. */
export const resultData = z.looseObject({
  peakMemoryMb: z.number().nonnegative().optional(),
  cpuSeconds: z.number().nonnegative().optional(),
  warnings: z.array(z.string()).optional(),
  /** Of a download, while it runs and after it. */
  downloadedBytes: z.number().nonnegative().optional(),
  /** Null where nobody says how much will come. */
  totalBytes: z.number().nonnegative().nullable().optional(),
  bytesPerSecond: z.number().nonnegative().nullable().optional(),
});

/** `v2_processing_jobs.parameters`. */
export const jobParameters = z.looseObject({
  /** Of an export. */
  format: z.string().max(10).optional(),
  /** Of a further hearing and of the merge: those that were asked for together. */
  request: z.uuid().optional(),
  /** How many further hearings were, and which of them this is, from 1. */
  passes: z.number().int().min(1).max(8).optional(),
  pass: z.number().int().min(1).max(8).optional(),
  engine: z.string().max(100).optional(),
  language: z.string().max(35).nullable().optional(),
  /** How the recording is cut: as usual, or in shorter pieces. */
  chunks: z.enum(["usual", "short"]).optional(),
  /** Downloads that are made of the merged text. */
  exportsWanted: z.array(z.string().max(10)).max(16).optional(),
  /** Of a further hearing and of the merge: who says what is found out in the merged text. */
  findSpeakers: z.boolean().optional(),
  /** Of finding the speakers, and of what comes before it: how many there are; null: that is found out. */
  speakerCount: z
    .union([z.object({ exactly: z.number().int().min(1) }), z.object({ most: z.number().int().min(1) })])
    .nullable()
    .optional(),
  /** By which of core/speech/speaker-engines.ts; left out: what goes best with the text. */
  speakerEngine: z.string().max(100).optional(),
  /** Of a sample of a voice: whose it is. */
  person: z.string().max(200).optional(),
  /** Of an enhancement. */
  enhance: enhanceWish.optional(),
  /** Of a copy of a video. */
  video: videoWish.optional(),
  /** Of a summary, which also has an engine. */
  template: z.string().max(40).optional(),
  /** Left out: the one that the settings name. */
  model: z.string().max(200).optional(),
  /** Of a job that failed: nobody wants to be told of it any more. */
  dismissed: z.boolean().optional(),
});
