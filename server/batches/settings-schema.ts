import { z } from "zod";
import { hearingSpeakerEngineIds } from "@/core/speech/speaker-engines";
import { speechModelIds } from "@/core/speech/speech-models";
import { exportFormat } from "@/server/exports/schema";
import { enhanceWish } from "@/server/jobs/work-schema";
import { submissionTerms } from "@/server/vocabulary/schema";

export const engineIds = ["moonshine-base", "moonshine-tiny", "openai", ...speechModelIds] as const;
export const engineId = z.enum(engineIds);
export type EngineId = z.infer<typeof engineId>;

/** What is suggested; any other short word is as good. */
export const suggestedDomains = [
  "general",
  "news",
  "interview",
  "meeting",
  "lecture",
  "medical",
  "legal",
  "technical",
] as const;

/** The field that a recording is of: one line of plain text. */
export const domain = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .max(40, "A domain is a word or two, of 40 characters at most.")
  .regex(/^[\p{L}\p{M}\p{N} .,&/'’-]+$/u, "A domain is a word or two: letters, digits, spaces and dashes.");

export const pipelineVersions = ["v1", "v2", "v3", "v4"] as const;
export const pipelineVersion = z.enum(pipelineVersions);
export type PipelineVersion = z.infer<typeof pipelineVersion>;
/** Those that this version of Trax carries out. */
export const availablePipelines: readonly PipelineVersion[] = ["v1", "v2", "v3", "v4"];

export const maxSpeakers = 20;
const speakerCount = z.number().int().min(1).max(maxSpeakers);
/** How many people speak: a number, or the least and the most. */
export const speakersExpected = z.union([
  speakerCount,
  z
    .object({ min: speakerCount, max: speakerCount })
    .refine(({ min, max }) => min <= max, "The fewest speakers are not more than the most."),
]);
export type SpeakersExpected = z.infer<typeof speakersExpected>;

/** Pure. */
export function speakersView(expected: SpeakersExpected): { min: number; max: number } {
  return typeof expected === "number" ? { min: expected, max: expected } : expected;
}

/** As a person writes it: "en", "en-GB", "English". What is stored is the primary tag. */
export const languageName = z.string().trim().min(1).max(40);

/** Shorter than a word or two is nothing to hear by itself. */
export const shortestStretchMs = 500;
/** A stretch of a recording, `[startMs, endMs)`. */
export const stretch = z
  .object({ startMs: z.number().int().min(0).max(1e12), endMs: z.number().int().max(1e12) })
  .refine(
    ({ startMs, endMs }) => endMs - startMs >= shortestStretchMs,
    "A stretch is half a second long at least: choose a longer one.",
  );

export const batchSettings = z.object({
  engine: engineId.optional(),
  /** Left out: it is found out. */
  language: languageName.optional(),
  /** Which sound track of each file is heard, from 1. Left out: the one that the file calls its default. */
  audioTrack: z.number().int().min(1).max(64).optional(),
  /** Kept for whatever works on the text later. */
  domain: domain.optional(),
  /** Null or left out: nobody knows. */
  speakersExpected: speakersExpected.nullish(),
  /** Who says what is found out too, of whatever pipeline; v4 does it in any case. */
  findSpeakers: z.boolean().optional(),
  /** What tells them apart. Left out: what comes with the text, else what comes with Trax. */
  speakerEngine: z.enum(hearingSpeakerEngineIds).optional(),
  /** False: voices of these recordings are neither kept nor compared with those of known people. */
  recogniseVoices: z.boolean().optional(),
  /** The text is made better as soon as it is there; the domain is that of the submission, unless another is named. v2 does
   * it in any case, by the rules where nothing is said. */
  enhance: enhanceWish.optional(),
  /** Left out: v1. v2 makes the text better; v3 hears twice; v4 hears twice and finds the speakers. */
  pipelineVersion: pipelineVersion.optional(),
  /** Names and terms of these recordings, beside those of the owner. */
  vocabulary: submissionTerms.optional(),
  /** Of v3 and v4: the engine that hears the recording once more. Left out: what goes best with the first. */
  secondEngine: engineId.optional(),
  /** Downloads that are made as soon as the text is there. */
  exportsWanted: z.array(exportFormat).max(16).optional(),
});
export type BatchSettings = z.infer<typeof batchSettings>;
