import { z } from "zod";
import { importBounds, importFormats } from "@/core/imports/imported-transcript";

/** Four letters of base64 hold three bytes. */
const mostLetters = Math.ceil(importBounds.fileBytes / 3) * 4;

export const importCreateInput = z.object({
  fileName: z.string().min(1).max(1_000),
  /** The file, in base64. */
  content: z
    .string()
    .max(mostLetters)
    .regex(/^[A-Za-z0-9+/]*={0,2}$/),
  /** A transcript whose recording the text belongs to; null for a text alone. */
  documentId: z.uuid().nullable().default(null),
});
export type ImportCreateInput = z.infer<typeof importCreateInput>;

export const importView = z.object({
  /** Of the new transcript. */
  documentId: z.uuid(),
  title: z.string(),
  format: z.enum(importFormats),
  lines: z.number().int(),
  speakers: z.number().int(),
  /** A sentence for each kind of thing that was put right. */
  mended: z.array(z.string()),
});
export type ImportView = z.infer<typeof importView>;
