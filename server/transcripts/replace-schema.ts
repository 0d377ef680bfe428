import { z } from "zod";
import { documentFilter } from "./schema";

/** Find and replace in all transcripts of an owner: a preview first, then the lines that were chosen of it. */

export const replaceLimits = { lines: 5_000, linesAtOnce: 500 };

const query = z.object({
  text: z
    .string()
    .max(1_000)
    // The database knows no NUL, and no line holds one.
    .refine((text) => text.trim() !== "" && !text.includes("\0"), "Something has to be looked for."),
  matchesCase: z.boolean().default(false),
  wholeWord: z.boolean().default(true),
});
const replacementText = z.string().max(10_000);

const placePattern =
  /^(-?\d{1,18})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_(-?\d{1,20}(?:\.\d{1,20})?(?:e[+-]?\d{1,3})?)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export const replacePreviewInput = query.extend({
  where: documentFilter.default({}),
  cursor: z.string().regex(placePattern).nullish(),
  limit: z.number().int().min(1).max(replaceLimits.linesAtOnce).default(100),
});
export type ReplacePreviewInput = z.infer<typeof replacePreviewInput>;

export const replaceLine = z.object({
  documentId: z.uuid(),
  title: z.string(),
  segmentId: z.uuid(),
  revision: z.number().int(),
  startMs: z.number().int(),
  text: z.string(),
  /** UTF-16 offsets in `text`, in order. */
  hits: z.array(z.object({ start: z.number().int(), end: z.number().int() })),
});
export type ReplaceLine = z.infer<typeof replaceLine>;
export const replacePreviewOutput = z.object({
  /** The newest transcript first, its lines in their order. */
  lines: z.array(replaceLine),
  nextCursor: z.string().nullable(),
});
export type ReplacePreviewOutput = z.infer<typeof replacePreviewOutput>;

export const replaceInput = query.extend({
  /** Made by the browser; several requests may belong to one replacement, and one that is sent again changes nothing
   * twice. */
  replacementId: z.uuid().toLowerCase(),
  replacement: replacementText,
  lines: z
    .array(
      z.object({
        documentId: z.uuid().toLowerCase(),
        segmentId: z.uuid().toLowerCase(),
        /** As the preview had it: a line that somebody changed since stays. */
        revision: z.number().int().min(0),
        /** Of its hits, by number from 0. */
        leftOut: z.array(z.number().int().min(0)).max(10_000).default([]),
      }),
    )
    .min(1)
    .max(replaceLimits.linesAtOnce),
});
export type ReplaceInput = z.infer<typeof replaceInput>;

/** How many lines were changed, and how many were not, as somebody had changed or deleted them meanwhile. */
export const replaceOutput = z.object({ changed: z.number().int(), passedOver: z.number().int() });
export type ReplaceOutput = z.infer<typeof replaceOutput>;

export const replacementIdInput = z.object({ replacementId: z.uuid().toLowerCase() });
/** `kept`: lines that stay as they are, as they were changed again since or are in the trash. */
export const replaceUndoOutput = z.object({ undone: z.number().int(), kept: z.number().int() });

export const replacementView = z.object({
  id: z.uuid(),
  text: z.string(),
  replacement: z.string(),
  createdAt: z.date(),
  undoneAt: z.date().nullable(),
  lineCount: z.number().int(),
  documentCount: z.number().int(),
});
export type ReplacementView = z.infer<typeof replacementView>;
export const replacementListOutput = z.object({ replacements: z.array(replacementView) });
