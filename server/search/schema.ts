import { z } from "zod";
import { documentFilter } from "@/server/transcripts/schema";

/** Words, "a phrase", begin*, or, -without. Whatever is typed is a query; more than this is not looked at. */
const queryText = z
  .string()
  .max(100_000)
  .transform((text) => text.slice(0, 10_000).trim());

export const searchMatch = z.object({
  segmentId: z.uuid(),
  documentId: z.uuid(),
  title: z.string(),
  startMs: z.number().int(),
  /** Null where nobody is named. */
  speaker: z.string().nullable(),
  /** The words around what was found, in pieces: plain text, whatever stands in it. */
  pieces: z.array(z.object({ text: z.string(), isHit: z.boolean() })),
});
export type SearchMatch = z.infer<typeof searchMatch>;

const respelled = z.object({ typed: z.string(), found: z.array(z.string()) });
export type Respelled = z.infer<typeof respelled>;

/** Where the next page begins: e(xact) or s(imilar); the score of the last document, or "-" behind the ranked; its order
 * among the others; its id. */
const libraryCursorPattern =
  /^([es])_(-|-?\d{1,6}(?:\.\d{1,20})?(?:e[+-]?\d{1,3})?)_(-?\d{1,18})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
export interface LibraryPlace {
  withSpellings: boolean;
  /** Null behind those that are ranked. */
  score: string | null;
  order: string;
  documentId: string;
}

export const librarySearchInput = z.object({
  query: queryText,
  where: documentFilter.default({}),
  /** `best`: by how well they match, of what was said lately; `newest`: by date. */
  order: z.enum(["best", "newest"]).default("best"),
  /** `auto`: words that are almost those typed, where these are nowhere. */
  spelling: z.enum(["exact", "similar", "auto"]).default("auto"),
  cursor: z
    .string()
    .regex(libraryCursorPattern)
    .transform((text): LibraryPlace => {
      const [, mode, score = "-", order = "0", documentId = ""] = libraryCursorPattern.exec(text) ?? [];
      return { withSpellings: mode === "s", score: score === "-" ? null : score, order, documentId };
    })
    .nullish(),
  limit: z.number().int().min(1).max(50).default(20),
});
export type LibrarySearchInput = z.infer<typeof librarySearchInput>;

export const documentMatches = z.object({
  documentId: z.uuid(),
  title: z.string(),
  createdAt: z.date(),
  /** The first lines of it that match. */
  matches: z.array(searchMatch),
  /** How many lines match; at least so many where `isMore`. */
  count: z.number().int(),
  isMore: z.boolean(),
});
export type DocumentMatches = z.infer<typeof documentMatches>;

export const librarySearchOutput = z.object({
  documents: z.array(documentMatches),
  nextCursor: z.string().nullable(),
  /** Words that were looked for beside those typed. */
  respelled: z.array(respelled),
  /** What of the query was not looked for, and why; null where all was. */
  sentence: z.string().nullable(),
});
export type LibrarySearchOutput = z.infer<typeof librarySearchOutput>;
