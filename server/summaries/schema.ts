import { z } from "zod";
import { summaryTemplateIds } from "@/core/summary/templates";
import { enhancerId, workStateView } from "@/server/enhancement/schema";

const place = { startMs: z.number().int().nonnegative(), endMs: z.number().int().nonnegative() };
const words = { firstWord: z.number().int().nonnegative(), wordCount: z.number().int().nonnegative() };

const statement = z.object({
  text: z.string(),
  /** What it rests on: words of the document as it was, where they are to be heard, and what they were. */
  sources: z.array(z.object({ ...words, ...place, quote: z.string() })).min(1),
});

/** `transcript_summaries.content`. */
export const summaryContent = z.object({
  /** In order, without holes, over all words of the document. */
  chapters: z.array(z.object({ title: z.string(), ...words, ...place })),
  sections: z.array(z.object({ id: z.string(), title: z.string(), statements: z.array(statement) })),
  /** What a model wrote and its sources do not say. */
  dropped: z.array(
    z.object({ text: z.string(), reason: z.string(), startMs: z.number().int().nonnegative().nullable() }),
  ),
  /** What a model gave no answer on. */
  gaps: z.array(z.object({ ...place, sentence: z.string() })),
});
export type SummaryContent = z.infer<typeof summaryContent>;

/** `transcript_summaries.metadata`: figures of how it was made. */
export const summaryMetadata = z.looseObject({
  promptVersion: z.string().optional(),
  language: z.string().nullable().optional(),
  words: z.number().int().nonnegative().optional(),
  windows: z.number().int().nonnegative().optional(),
  cached: z.number().int().nonnegative().optional(),
  inputTokens: z.number().nonnegative().optional(),
  outputTokens: z.number().nonnegative().optional(),
  /** In US dollars; null where nobody told the price. */
  dollars: z.number().nonnegative().nullable().optional(),
  seconds: z.number().nonnegative().optional(),
});

export const summaryTemplate = z.enum(summaryTemplateIds);

export const templateListOutput = z.object({
  templates: z.array(z.object({ id: summaryTemplate, title: z.string(), sections: z.array(z.string()) })),
});

export const summaryInput = z.object({
  documentId: z.uuid(),
  template: summaryTemplate.default("key-points"),
  /** `rules`: sentences of the text itself, chosen on this machine. */
  engine: enhancerId.default("rules"),
  /** Left out: the one that the settings name. */
  model: z
    .string()
    .regex(/^[\w.:/@+-]{1,200}$/)
    .optional(),
});
export type SummaryInput = z.input<typeof summaryInput>;

export const summaryEstimateOutput = z.object({
  words: z.number().int(),
  windows: z.number().int(),
  /** Whose answers are there already, and cost nothing. */
  cachedWindows: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  /** In US dollars; null where nobody told the price. */
  dollars: z.number().nullable(),
});
export type SummaryEstimateOutput = z.infer<typeof summaryEstimateOutput>;

export const summaryDocumentInput = z.object({ documentId: z.uuid() });
export const summaryGetInput = z.object({
  documentId: z.uuid(),
  /** Left out: the newest. */
  summaryId: z.uuid().nullish(),
});

const made = z.object({
  id: z.uuid(),
  template: z.string(),
  templateTitle: z.string(),
  engine: z.string(),
  model: z.string(),
  createdAt: z.date(),
});

export const summaryView = summaryContent.extend({
  ...made.shape,
  /** The text has changed since. */
  isOutdated: z.boolean(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  dollars: z.number().nullable(),
  seconds: z.number(),
});
export type SummaryView = z.infer<typeof summaryView>;

export const summaryGetOutput = z.object({
  work: workStateView.nullable(),
  /** Newest first. */
  made: z.array(made),
  summary: summaryView.nullable(),
});
