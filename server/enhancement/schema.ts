import { z } from "zod";
import { normalizeTerm } from "@/core/transcript/parse-terms";
import { errorView } from "@/server/batches/schema";
import { domain } from "@/server/batches/settings-schema";
import { enhancedToken, enhancementViolation } from "@/server/transcripts/result-schema";

export const enhancerIds = ["rules", "openai"] as const;
export const enhancerId = z.enum(enhancerIds);
export type EnhancerId = z.infer<typeof enhancerId>;

export const changeKinds = [
  "punctuation",
  "casing",
  "filler",
  "repetition",
  "false-start",
  "number",
  "term",
  "spelling",
  "wording",
  "paragraph",
] as const;
export const changeKind = z.enum(changeKinds);

/** `enhancement_domains.style`. */
export const domainStyle = z.object({
  fillers: z.enum(["keep", "remove"]),
  falseStarts: z.enum(["keep", "remove"]),
  /** `words-to-ten`: up to ten in words, above in digits. */
  numbers: z.enum(["keep", "digits", "words-to-ten"]),
  paragraphs: z.boolean(),
  /** Share of words that may come back other than they were. */
  driftLimit: z.number().min(0).max(1),
});

/** `enhancement_windows.content`: paragraphs of tokens, on the words of the whole text. */
export const windowContent = z.array(z.array(enhancedToken));

export const domainLimits = { owner: 50, instructions: 8_000, vocabulary: 500, history: 100 };

const vocabularyTerm = z
  .string()
  .max(1_000)
  .transform((text, context) => {
    const term = normalizeTerm(text);
    if (term !== null) return term;
    context.addIssue({ code: "custom", message: "A term has letters or digits, and four words at most." });
    return z.NEVER;
  });

export const domainName = domain;

export const domainView = z.object({
  name: z.string(),
  /** 0: as it is built in. */
  version: z.number().int(),
  isBuiltIn: z.boolean(),
  instructions: z.string(),
  style: domainStyle,
  vocabulary: z.array(z.string()),
  /** Null of what is built in. */
  createdAt: z.date().nullable(),
});
export type DomainView = z.infer<typeof domainView>;

export const domainListOutput = z.object({ domains: z.array(domainView) });
export const domainSaveInput = z.object({
  name: domainName,
  instructions: z.string().max(domainLimits.instructions),
  style: domainStyle,
  vocabulary: z.array(vocabularyTerm).max(domainLimits.vocabulary).default([]),
});
export type DomainSaveInput = z.input<typeof domainSaveInput>;
export const domainNameInput = z.object({ name: domainName });
/** Newest first; those that were taken back are told by `isRemoved`. */
export const domainHistoryOutput = z.object({
  versions: z.array(domainView.extend({ isRemoved: z.boolean() })),
});

export const documentInput = z.object({ documentId: z.uuid() });

export const enhanceInput = z.object({
  documentId: z.uuid(),
  engine: enhancerId.default("rules"),
  /** Left out: the one that the settings name. */
  model: z
    .string()
    .regex(/^[\w.:/@+-]{1,200}$/)
    .optional(),
  /** Left out: the one that the text suggests. */
  domain: domainName.optional(),
  /** Instead of what the domain says. */
  style: domainStyle.partial().optional(),
});
export type EnhanceInput = z.input<typeof enhanceInput>;

export const enhancerView = z.object({
  id: enhancerId,
  /** As people know it. */
  name: z.string(),
  model: z.string(),
  /** Null: it can be chosen; else what is missing. */
  missing: z.string().nullable(),
  /** The text does not leave this machine. */
  isLocal: z.boolean(),
  /** Somebody is paid, or may be. */
  isPaid: z.boolean(),
});
export type EnhancerView = z.infer<typeof enhancerView>;
export const enhancerListOutput = z.object({ enhancers: z.array(enhancerView) });

export const estimateOutput = z.object({
  domain: z.string(),
  words: z.number().int(),
  windows: z.number().int(),
  /** Whose answers are there already, and cost nothing. */
  cachedWindows: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  /** In US dollars; null where nobody told the price. */
  dollars: z.number().nullable(),
});
export type EstimateOutput = z.infer<typeof estimateOutput>;

export const changeStates = ["open", "accepted", "undone"] as const;

export const changeView = z.object({
  id: z.string(),
  kind: z.string(),
  before: z.string(),
  after: z.string(),
  startMs: z.number().int(),
  endMs: z.number().int(),
  state: z.enum(changeStates),
});
export type ChangeView = z.infer<typeof changeView>;

export const workStateView = z.object({
  jobId: z.number().int(),
  state: z.enum(["waiting", "running", "retrying", "failed"]),
  /** 0..1. */
  progress: z.number(),
  error: errorView.nullable(),
});
export type WorkStateView = z.infer<typeof workStateView>;

export const enhancementView = z.object({
  /** The text was heard anew since: it is that of before, and nothing in it can be undone. */
  isOutdated: z.boolean(),
  engine: z.string(),
  model: z.string(),
  promptVersion: z.string(),
  domain: z.string(),
  domainVersion: z.number().int(),
  enhancedAt: z.date().nullable(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  dollars: z.number().nullable(),
  seconds: z.number(),
  /** How many changes of a kind there are, and of those which were undone or accepted. */
  kinds: z.array(
    z.object({
      kind: z.string(),
      count: z.number().int(),
      undone: z.number().int(),
      accepted: z.number().int(),
    }),
  ),
  windows: z.object({
    total: z.number().int(),
    cached: z.number().int(),
    /** Those whose text was not kept, with the reason. */
    rejected: z.array(
      z.object({
        startMs: z.number().int(),
        endMs: z.number().int(),
        sentence: z.string(),
        violations: z.array(enhancementViolation.pick({ class: true, before: true, after: true })),
      }),
    ),
  }),
});
export type EnhancementView = z.infer<typeof enhancementView>;

export const enhancementOutput = z.object({
  work: workStateView.nullable(),
  enhancement: enhancementView.nullable(),
  /** Of a text that was not made better: how the one was that this recording had before it was transcribed again. */
  earlier: enhancementView.pick({ engine: true, model: true, domain: true, enhancedAt: true }).nullable(),
});
export type EarlierEnhancement = NonNullable<z.infer<typeof enhancementOutput>["earlier"]>;

export const changeListInput = z.object({
  documentId: z.uuid(),
  kind: changeKind.optional(),
  state: z.enum(changeStates).optional(),
  /** Index among those that are asked for. */
  cursor: z.number().int().nonnegative().nullish(),
  limit: z.number().int().min(1).max(1_000).default(200),
});
export const changeListOutput = z.object({
  changes: z.array(changeView),
  nextCursor: z.number().int().nullable(),
  total: z.number().int(),
});

/** Which changes: by id, or all of some kinds, or all. */
export const changeChoiceInput = z.object({
  documentId: z.uuid(),
  choice: z.union([
    z.object({ ids: z.array(z.string().max(200)).min(1).max(10_000) }),
    z.object({ kinds: z.array(changeKind).min(1).max(changeKinds.length) }),
    z.object({ all: z.literal(true) }),
  ]),
});
export type ChangeChoiceInput = z.input<typeof changeChoiceInput>;
export const changeChoiceOutput = z.object({
  changed: z.number().int(),
  /** Of those, changes at whose places a person had changed the document: there their words stay. */
  untouched: z.array(z.string()),
  /** Null: the document stays as it was. */
  documentRevision: z.number().int().nullable(),
});
export type ChangeChoiceOutput = z.infer<typeof changeChoiceOutput>;

export const cacheFigures = z.object({
  entries: z.number().int(),
  /** Answers that were there when they were asked for. */
  hits: z.number().int(),
  /** Hits among all that was asked for, 0..1; null before anything was. */
  hitRate: z.number().nullable(),
  /** In US dollars; null where nobody told the price. */
  savedDollars: z.number().nullable(),
  savedTokens: z.number().int(),
});
export const cacheClearOutput = z.object({ removed: z.number().int() });

export const suggestOutput = z.object({
  /** What is taken where none is chosen: what the submission said, what it sounds like for sure, or general. */
  domain: z.string(),
  suggestions: z.array(z.object({ domain: z.string(), score: z.number() })),
});
export type SuggestOutput = z.infer<typeof suggestOutput>;
