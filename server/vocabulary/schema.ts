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

/** The terms of a submission, in addition to those of its owner. */
export const submissionTerms = z.array(vocabularyTerm).max(termLimits.submission);

export const termView = z.object({
  id: z.uuid(),
  text: z.string(),
  soundsLike: z.array(z.string()),
  createdAt: z.date(),
});
export type TermView = z.infer<typeof termView>;

export const termListInput = z.object({
  /** Part of a term or of how it is heard. */
  filter: z.string().max(200).default(""),
});
export const termListOutput = z.object({
  terms: z.array(termView),
  /** How many there are without the filter. */
  total: z.number().int(),
});
export const termsAddInput = z.object({ terms: z.array(vocabularyTerm).min(1).max(termLimits.owner) });
export type TermsAddInput = z.input<typeof termsAddInput>;
export const termsAddOutput = z.object({ added: z.number().int(), changed: z.number().int() });
export const termsRemoveInput = z.object({ ids: z.array(z.uuid()).min(1).max(termLimits.owner) });
export const termsRemoveOutput = z.object({
  /** As they were, to be added again. */
  removed: z.array(z.object({ text: z.string(), soundsLike: z.array(z.string()) })),
});
