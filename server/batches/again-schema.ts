import { z } from "zod";
import { batchSettings, stretch } from "./settings-schema";

/** A transcript made once more, whole or in part. */

export const transcribeAgainInput = z.object({
  documentId: z.uuid(),
  settings: batchSettings.default({}),
  /** Only this of the recording is heard anew, once, on the sound track that its text is of. */
  range: stretch.optional(),
});
export type TranscribeAgainInput = z.infer<typeof transcribeAgainInput>;
export const transcribeAgainOutput = z.object({ batchId: z.uuid(), sourceIndex: z.number().int() });
export type TranscribeAgainOutput = z.infer<typeof transcribeAgainOutput>;
