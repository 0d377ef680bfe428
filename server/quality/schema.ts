import { z } from "zod";

/** Letters of a pasted reference: ten hours have half a million. */
export const maxReferenceLength = 2_000_000;

export const bases = ["reference", "corrected"] as const;

/** What was taken for what, as stored: `quality_measurements.confusions`. */
export const confusion = z.object({
  /** Null: there was nothing to be heard. */
  reference: z.string().nullable(),
  /** Null: it was left out. */
  heard: z.string().nullable(),
  count: z.number().int().positive(),
  placesMs: z.array(z.number().int().nonnegative()),
});
export const confusions = z.array(confusion);

export const documentIdInput = z.object({ documentId: z.uuid() });

export const referenceInput = documentIdInput.extend({
  /** What was really said. */
  text: z
    .string()
    .max(
      maxReferenceLength,
      "A reference of more than two million letters is refused: leave out what was not said.",
    )
    .refine(
      (text) => /[\p{L}\p{N}]/u.test(text),
      "There are no words in it: paste what was said in the recording.",
    ),
});

const fraction = z.number().min(0).max(1);

/** Of a machine's text against what was really said. */
export const measurementView = z.object({
  basis: z.enum(bases),
  /** What errors are counted in: characters of scripts that put no spaces between words. */
  unit: z.enum(["word", "character"]),
  /** Units of the reference. */
  words: z.number().int(),
  substitutions: z.number().int(),
  insertions: z.number().int(),
  deletions: z.number().int(),
  /** Errors for each unit of the reference; above 1 where more was heard than said. */
  wer: z.number().nonnegative(),
  confusions,
  measuredAt: z.date(),
});
export type MeasurementView = z.infer<typeof measurementView>;

export const qualityView = z.object({
  /** Null: no machine has made anything of it yet. */
  result: z
    .object({
      id: z.uuid(),
      engine: z.string(),
      model: z.string().nullable(),
      language: z.string().nullable(),
      /** The guess at 1 - WER, and between what it lies in nine of ten cases. Null for an engine that was never measured,
       * unless another one heard the same and it goes by how far both agree. */
      estimate: z
        .object({
          accuracy: fraction,
          low: fraction,
          high: fraction,
          basis: z.enum(["confidence", "agreement"]),
        })
        .nullable(),
      /** What it rests on; nulls where nobody measured. */
      signals: z.object({
        meanLogprob: z.number().nullable(),
        unsureShare: fraction.nullable(),
        snrDb: z.number().nullable(),
        wordsPerSecond: z.number().nullable(),
        passAgreement: fraction.nullable(),
        words: z.number().int().nullable(),
      }),
      /** Of the whole recording first (without a place), then by place. */
      warnings: z.array(
        z.object({
          code: z.string(),
          sentence: z.string(),
          startMs: z.number().int().nullable(),
          endMs: z.number().int().nullable(),
        }),
      ),
      measured: measurementView.nullable(),
    })
    .nullable(),
  /** Whether somebody gave a text that says what was said. */
  hasReference: z.boolean(),
  /** When somebody said that the text has no errors left, and whether it was edited since. */
  corrected: z.object({ at: z.date(), isEditedSince: z.boolean() }).nullable(),
});
export type QualityView = z.infer<typeof qualityView>;

export const qualityRow = z.object({
  engine: z.string(),
  model: z.string().nullable(),
  domain: z.string().nullable(),
  unit: z.enum(["word", "character"]),
  documents: z.number().int(),
  words: z.number().int(),
  substitutions: z.number().int(),
  insertions: z.number().int(),
  deletions: z.number().int(),
  /** Errors of all documents over words of all documents. */
  wer: z.number(),
  /** Documents that had an estimate with a range, and those of them that were measured within it. */
  estimated: z.number().int(),
  held: z.number().int(),
});
export type QualityRow = z.infer<typeof qualityRow>;
export const qualityTableOutput = z.object({ rows: z.array(qualityRow) });
