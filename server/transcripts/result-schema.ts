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
        /** Who spoke when, where the engine's server said so; its names hold for this segment alone. */
        turns: z.array(z.looseObject({ speaker: z.string(), start: seconds, end: seconds })).optional(),
      }),
    )
    .optional(),
});

const wordCount = z.number().int().nonnegative();

/** A token of an enhanced text: its letters, the first word of the machine's text that it stands for, and how many. */
export const enhancedToken = z.tuple([z.string(), wordCount, wordCount]);

export const enhancementViolation = z.looseObject({
  class: z.string(),
  /** Of the whole text. */
  firstWord: wordCount,
  wordCount,
  before: z.string(),
  after: z.string(),
});

/** What became of a window of an enhancement. */
export const windowReport = z.looseObject({
  outcome: z.enum(["accepted", "rejected", "failed"]),
  /** Words [fromWord, toWord) of the machine's text. */
  fromWord: wordCount,
  toWord: wordCount,
  startMs: z.number().int().nonnegative(),
  endMs: z.number().int().nonnegative(),
  /** Share of its words that came back other than they were. */
  drift: z.number().min(0).optional(),
  /** Why it was rejected. */
  violations: z.array(enhancementViolation).optional(),
  /** Why it failed. */
  code: z.string().optional(),
  sentence: z.string().optional(),
  /** Its answer was there from before. */
  cached: z.boolean().optional(),
  /** Asked of a model for it. */
  requests: wordCount.optional(),
  inputTokens: wordCount.optional(),
  outputTokens: wordCount.optional(),
  dollars: z.number().nonnegative().nullable().optional(),
});

export const enhancementChange = z.looseObject({
  id: z.string(),
  kind: z.string(),
  firstWord: wordCount,
  wordCount,
  before: z.string(),
  after: z.string(),
});

/** `enhanced_content_v2`: the text as an enhancement left it, and as it is shown: without what was undone. */
export const enhancedContentV2 = z.looseObject({
  text: z.string().optional(),
  segments: machineSegments.optional(),
  /** SHA-256 of the machine's words: where they are others now, the text has been heard anew since. */
  basis: z.string().optional(),
  /** With every change in it. */
  paragraphs: z.array(z.array(enhancedToken)).optional(),
  changes: z.array(enhancementChange).optional(),
  /** Ids of changes. */
  undone: z.array(z.string()).optional(),
  accepted: z.array(z.string()).optional(),
  windows: z.array(windowReport).optional(),
});
export type EnhancedContentV2 = z.infer<typeof enhancedContentV2>;

/** `diarization_content`: who spoke when. Other writers have other names for speakers, and no voices. */
export const diarizationContent = z.looseObject({
  turns: z
    .array(
      z.looseObject({
        /** "Speaker 1": of the voices below. */
        speaker: z.string(),
        start: seconds,
        end: seconds,
        confidence: z.number().min(0).max(1).optional(),
        /** Somebody else speaks at the same time. */
        overlaps: z.boolean().optional(),
        /** The person, where known. */
        profileId: z.number().int().nullable().optional(),
      }),
    )
    .optional(),
  voices: z
    .array(
      z.looseObject({
        speaker: z.string(),
        /** The speaker of the document that it was given to. */
        speakerId: z.string().optional(),
        seconds: seconds.optional(),
        pitchHz: z.number().nullable().optional(),
        /** Float32, little endian, base64, of unit length. Null: it was deleted. */
        embedding: z.string().nullable().optional(),
        /** What heard it, where that is not the model of all. */
        model: z.string().optional(),
        profileId: z.number().int().nullable().optional(),
        /** Somebody said that it is this person: only from such voices is learned. */
        isConfirmed: z.boolean().optional(),
        /** The person whose voice it may be, as long as nobody said so. */
        suggestion: z
          .looseObject({ profileId: z.number().int(), confidence: z.number().min(0).max(1) })
          .nullable()
          .optional(),
      }),
    )
    .optional(),
  /** What told the voices apart, with its version: embeddings of one model alone are compared. */
  model: z.string().optional(),
  /** Sound in which telling voices apart is not to be trusted. */
  isUncertain: z.boolean().optional(),
});
export type DiarizationContent = z.infer<typeof diarizationContent>;

/** A word of a merge: where it came from and what lost against it. */
const mergedWord = z.looseObject({
  word: z.string(),
  start: z.number(),
  end: z.number(),
  probability: z.number().nullable(),
  /** Index among the passes, of the one whose spelling and times it has. */
  pass: z.number().int().nonnegative().optional(),
  /** Passes that heard the same. */
  agreed: z.array(z.number().int().nonnegative()).optional(),
  /** A null word: the pass heard none there. */
  lost: z
    .array(
      z.looseObject({
        pass: z.number().int().nonnegative(),
        word: z.string().nullable(),
        probability: z.number().nullable(),
      }),
    )
    .optional(),
});

/** `merged_content`: several decodings in one. */
export const mergedContent = z.looseObject({
  passes: z
    .array(
      z.looseObject({
        engine: z.string(),
        model: z.string().optional(),
        settings: z.looseObject({ chunks: z.string().optional() }).optional(),
      }),
    )
    .optional(),
  /** Share of the places at which all passes heard the same. */
  agreement: z.number().min(0).max(1).optional(),
  text: z.string().optional(),
  segments: z.array(machineSegments.element.extend({ words: z.array(mergedWord).optional() })).optional(),
  /** Words that most passes did not hear. */
  leftOut: z.array(mergedWord).optional(),
});

const place = z.number().int().nonnegative().nullable();

/** An entry of `quality_warnings_v2`: `describeQualityWarning` of core/quality/quality-warnings.ts has the codes. */
export const qualityWarningV2 = z.looseObject({
  code: z.string(),
  /** Both null: of the whole recording. */
  startMs: place.optional(),
  endMs: place.optional(),
  /** It was heard once more with other settings, and this is what is left. */
  retried: z.boolean().optional(),
});

/** `quality_warnings_v2`. Other writers put bare codes there. */
export const qualityWarningsV2 = z.array(z.union([z.string(), qualityWarningV2]));

/** `processing_metadata`: engine, model, settings, and how sure the estimate of the accuracy is. */
export const processingMetadata = z.looseObject({
  engine: z.string().optional(),
  model: z.string().optional(),
  traxVersion: z.string().optional(),
  meanLogprob: z.number().nullable().optional(),
  accuracyRange: z.object({ low: z.number(), high: z.number() }).nullable().optional(),
  /** Whether the estimate is of engines that were measured, or rests on how far two others agree alone. */
  accuracyBasis: z.enum(["confidence", "agreement"]).nullable().optional(),
  /** What the estimate rests on. */
  qualitySignals: z
    .looseObject({
      words: z.number().int().nonnegative().optional(),
      meanLogprob: z.number().nullable().optional(),
      unsureShare: z.number().min(0).max(1).nullable().optional(),
      snrDb: z.number().nullable().optional(),
      wordsPerSecond: z.number().nonnegative().nullable().optional(),
      passAgreement: z.number().min(0).max(1).nullable().optional(),
    })
    .optional(),
  /** BCP 47 primary tag. */
  language: z.string().optional(),
  /** Whether the submission named it, or it was found out; of an engine that knows one only: not doubted. */
  languageSource: z.enum(["told", "found"]).optional(),
  /** How many terms there were to look for. `led`: those that the engine wrote where it would have written something else
   * without them, which is `from`; `corrections`: what became, after it, of words that sounded like one, and what was heard
   * stands in `raw_content`. */
  vocabulary: z
    .object({
      terms: z.number().int().nonnegative(),
      led: z
        .array(z.object({ from: z.string(), to: z.string(), startMs: z.number().int().nonnegative() }))
        .optional(),
      corrections: z.array(
        z.object({ from: z.string(), to: z.string(), startMs: z.number().int().nonnegative() }),
      ),
    })
    .optional(),
  timesEstimated: z.boolean().optional(),
  /** Of a speech server that is paid for, in US dollars; nulls where nobody told the price. */
  cost: z
    .object({
      billedSeconds: z.number().nonnegative(),
      pricePerMinute: z.number().nonnegative().nullable(),
      dollars: z.number().nonnegative().nullable(),
    })
    .optional(),
  /** Share of the places at which several decodings heard the same, 0..1. */
  passAgreement: z.number().min(0).max(1).optional(),
  /** Of a text of which only a stretch was heard anew: that stretch. Engine, model, cost and what was measured are of the
   * stretch; language, warnings and corrections of the whole text. */
  range: z
    .looseObject({
      startMs: z.number().int().nonnegative(),
      endMs: z.number().int().nonnegative(),
      /** The result whose text the rest is. */
      resultId: z.string().optional(),
      language: z.string().optional(),
    })
    .optional(),
  /** How its text was made better, the last time. */
  enhancement: z
    .looseObject({
      engine: z.string().optional(),
      model: z.string().optional(),
      promptVersion: z.string().optional(),
      domain: z.string().optional(),
      domainVersion: wordCount.optional(),
      windows: wordCount.optional(),
      rejected: wordCount.optional(),
      cached: wordCount.optional(),
      inputTokens: wordCount.optional(),
      outputTokens: wordCount.optional(),
      /** In US dollars; null where nobody told the price. */
      dollars: z.number().nonnegative().nullable().optional(),
      seconds: z.number().nonnegative().optional(),
      enhancedAt: z.string().optional(),
    })
    .optional(),
  /** What told its voices apart. */
  speakers: z
    .looseObject({
      /** Of core/speech/speaker-engines.ts. */
      engine: z.string().optional(),
      model: z.string().optional(),
      isUncertain: z.boolean().optional(),
    })
    .optional(),
  chunkCount: z.number().int().nonnegative().optional(),
  wordCount: z.number().int().nonnegative().optional(),
  /** What the submission said of the recording; nothing of it changed what this pipeline heard. */
  domain: z.string().nullable().optional(),
  speakersExpected: z.object({ min: z.number().int(), max: z.number().int() }).nullable().optional(),
});
