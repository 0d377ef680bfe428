import { z } from "zod";

/** Place after the last match of a page: order of the document, document, position, segment. */
const cursorPattern =
  /^(-?\d{1,18})_([0-9a-f-]{36})_(-?\d{1,20}(?:\.\d{1,20})?(?:e[+-]?\d{1,3})?)_([0-9a-f-]{36})$/;

export const searchInput = z.object({
  /** Words, "a phrase", or, -without: as on the web. */
  query: z
    .string()
    .max(200)
    // The database knows no NUL.
    .transform((text) => text.replaceAll("\0", " ").trim()),
  cursor: z
    .string()
    .regex(cursorPattern)
    .transform((text) => {
      const [, order, documentId, position, segmentId] = cursorPattern.exec(text) as unknown as string[];
      return { order, documentId, position, segmentId } as SearchPlace;
    })
    .nullish(),
  limit: z.number().int().min(1).max(100).default(20),
});
export type SearchInput = z.infer<typeof searchInput>;

export interface SearchPlace {
  order: string;
  documentId: string;
  position: string;
  segmentId: string;
}

export const searchMatch = z.object({
  segmentId: z.uuid(),
  documentId: z.uuid(),
  title: z.string(),
  startMs: z.number().int(),
  /** The words around what was found, in pieces: plain text, whatever stands in it. */
  pieces: z.array(z.object({ text: z.string(), isHit: z.boolean() })),
});
export type SearchMatch = z.infer<typeof searchMatch>;

export const searchOutput = z.object({
  matches: z.array(searchMatch),
  nextCursor: z.string().nullable(),
});
export type SearchOutput = z.infer<typeof searchOutput>;
