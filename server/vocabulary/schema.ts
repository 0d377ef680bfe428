import { z } from "zod";
import { normalizeTerm, termLimits } from "@/core/transcript/parse-terms";

const termText = z
  .string()
  .max(1_000)
  .transform((text, context) => {
    const term = normalizeTerm(text);
    if (term !== null) return term;
    const message = `A term has letters or digits, ${termLimits.words} words and ${termLimits.characters} characters at most.`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });

export const vocabularyTerm = z.object({
  text: termText,
  /** How else it is heard, spelled as an engine would write that. */
  soundsLike: z.array(termText).max(termLimits.soundsLike).default([]),
});

/** As a submission names it; null: of all domains. */
const termDomain = z
  .string()
  .trim()
  .toLowerCase()
  .min(1)
  .max(40, "A domain is a word or two, of 40 characters at most.")
  .nullable();

/** The terms of a submission, in addition to those of its owner. */
export const submissionTerms = z.array(vocabularyTerm).max(termLimits.submission);

export const termView = z.object({
  id: z.uuid(),
  text: z.string(),
  soundsLike: z.array(z.string()),
  createdAt: z.date(),
  domain: z.string().nullable(),
});
export type TermView = z.infer<typeof termView>;

export const termListInput = z.object({
  /** Part of a term or of how it is heard. */
  filter: z.string().max(200).default(""),
  /** Left out: terms of whatever domain. */
  domain: termDomain.optional(),
});
export const termListOutput = z.object({
  terms: z.array(termView),
  /** How many there are without the filter. */
  total: z.number().int(),
});
export const termsAddInput = z.object({
  terms: z.array(vocabularyTerm).min(1).max(termLimits.owner),
  domain: termDomain.default(null),
});
export type TermsAddInput = z.input<typeof termsAddInput>;
export const termsAddOutput = z.object({ added: z.number().int(), changed: z.number().int() });
export const termsRemoveInput = z.object({ ids: z.array(z.uuid()).min(1).max(termLimits.owner) });
export const termsRemoveOutput = z.object({
  /** As they were, to be added again. */
  removed: z.array(
    z.object({ text: z.string(), soundsLike: z.array(z.string()), domain: z.string().nullable() }),
  ),
});

export const glossaryFormats = ["csv", "txt"] as const;
export const glossaryExportInput = z.object({
  format: z.enum(glossaryFormats).default("csv"),
  /** Left out: terms of whatever domain. */
  domain: termDomain.optional(),
});
export const glossaryExportOutput = z.object({
  fileName: z.string(),
  text: z.string(),
  terms: z.number().int(),
});
export const glossaryImportInput = z.object({
  /** Of a file: CSV (term, sounds like, …) or a term a line. Told by what is in it. */
  text: z.string().max(1_000_000),
  domain: termDomain.default(null),
});
export type GlossaryImportInput = z.input<typeof glossaryImportInput>;
export const glossaryImportOutput = termsAddOutput.extend({
  /** Lines that are no term, as they were given; of many, the first. */
  refused: z.array(z.string()),
});

export const offersInput = z.object({ documentId: z.uuid() });
export const offersOutput = z.object({
  /** What a person wrote where the machine had heard something else: the commonest first. */
  offers: z.array(
    z.object({
      text: z.string(),
      heard: z.string(),
      count: z.number().int(),
      /** Where it was first. */
      startMs: z.number().int(),
      /** As a term without this way to hear it. */
      isKnown: z.boolean(),
    }),
  ),
});
