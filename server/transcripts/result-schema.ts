import { z } from "zod";
import { machineSegments } from "./schema";

/** The JSONB columns of `transcription_results`, beside `machineSegments`. Clients of version 1 put other things beside
 * what is named here. */

const seconds = z.number().nonnegative();

/** `raw_content`: a verbose transcription of Whisper's API. */
export const rawContent = z.looseObject({
  task: z.string().optional(),
  language: z.string().optional(),
  duration: seconds.optional(),
  text: z.string().optional(),
  segments: z
    .array(
      z.looseObject({
        id: z.number().int(),
        start: seconds,
        end: seconds,
        text: z.string(),
        tokens: z.array(z.number().int()).optional(),
        avg_logprob: z.number().nullable().optional(),
        no_speech_prob: z.number().min(0).max(1).nullable().optional(),
      }),
    )
    .optional(),
});

/** `enhanced_content_v2`: the text as an enhancement left it. */
export const enhancedContentV2 = z.looseObject({
  text: z.string().optional(),
  segments: machineSegments.optional(),
});

/** `diarization_content`: who spoke when. */
export const diarizationContent = z.looseObject({
  turns: z.array(z.looseObject({ speaker: z.string(), start: seconds, end: seconds })).optional(),
});

/** `merged_content`: several decodings in one. */
export const mergedContent = z.looseObject({
  text: z.string().optional(),
  segments: machineSegments.optional(),
});

/** `quality_warnings_v2`. */
export const qualityWarningsV2 = z.array(z.union([z.string(), z.looseObject({ code: z.string() })]));

/** `processing_metadata`: engine, model, settings, and how sure the estimate of the accuracy is. */
export const processingMetadata = z.looseObject({
  engine: z.string().optional(),
  model: z.string().optional(),
  traxVersion: z.string().optional(),
  meanLogprob: z.number().nullable().optional(),
  accuracyRange: z.object({ low: z.number(), high: z.number() }).nullable().optional(),
  chunkCount: z.number().int().nonnegative().optional(),
  wordCount: z.number().int().nonnegative().optional(),
});
