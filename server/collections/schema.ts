import { z } from "zod";

export const libraryLimits = { tagsADocument: 50, collections: 500, documentsAtOnce: 500 };

const plainName = (max: number) =>
  z
    .string()
    .max(1_000)
    .transform((text, context) => {
      const name = text
        .normalize("NFC")
        .replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, " ")
        .replace(/\s+/gu, " ")
        .trim();
      if (name !== "" && Array.from(name).length <= max) return name;
      context.addIssue({ code: "custom", message: `A name has 1 to ${max} characters.` });
      return z.NEVER;
    });
export const tagName = plainName(60);
const collectionName = plainName(100);
const documentIds = z.array(z.uuid()).max(libraryLimits.documentsAtOnce);

export const collectionView = z.object({
  id: z.uuid(),
  name: z.string(),
  /** Those in the trash left out. */
  documentCount: z.number().int(),
});
export type CollectionView = z.infer<typeof collectionView>;

export const orderOutput = z.object({
  /** By name. */
  collections: z.array(collectionView),
  /** The commonest first. */
  tags: z.array(z.object({ tag: z.string(), documentCount: z.number().int() })),
});
export type OrderOutput = z.infer<typeof orderOutput>;

export const collectionCreateInput = z.object({ name: collectionName, documentIds: documentIds.default([]) });
export const collectionRenameInput = z.object({ collectionId: z.uuid(), name: collectionName });
export const collectionIdInput = z.object({ collectionId: z.uuid() });
export const collectionIdOutput = z.object({ collectionId: z.uuid() });
/** As it was, to be made again. */
export const collectionRemovedOutput = z.object({ name: z.string(), documentIds: z.array(z.uuid()) });
export const collectionDocumentsInput = z.object({ collectionId: z.uuid(), documentIds });
export const tagDocumentsInput = z.object({ tag: tagName, documentIds });
/** Those that were not so before: what an undo is about. */
export const changedOutput = z.object({ documentIds: z.array(z.uuid()) });
