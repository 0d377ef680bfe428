import { z } from "zod";
import { accuracyView, documentIdInput } from "./schema";

/** A text of a document: what a machine heard, what became of it, or what it was at some time. */
export const versionRef = z.discriminatedUnion("kind", [
  /** The current result where none is named. */
  z.object({ kind: z.literal("machine"), resultId: z.uuid().optional() }),
  z.object({ kind: z.literal("enhanced") }),
  z.object({ kind: z.literal("now") }),
  z.object({ kind: z.literal("version"), versionId: z.uuid() }),
  z.object({ kind: z.literal("revision"), revision: z.number().int().min(0) }),
]);
export type VersionRef = z.infer<typeof versionRef>;

export const versionListOutput = z.object({
  revision: z.number().int(),
  versions: z.array(
    z.object({ id: z.uuid(), name: z.string(), revision: z.number().int(), createdAt: z.date() }),
  ),
  /** Machine results, newest first. */
  results: z.array(
    z.object({
      id: z.uuid(),
      engine: z.string(),
      createdAt: z.date().nullable(),
      isCurrent: z.boolean(),
      accuracy: accuracyView.nullable(),
    }),
  ),
  hasEnhanced: z.boolean(),
});
export type VersionList = z.infer<typeof versionListOutput>;

export const versionCreateInput = documentIdInput.extend({ name: z.string().trim().min(1).max(200) });
export const versionIdInput = documentIdInput.extend({ versionId: z.uuid() });
export const versionIdOutput = z.object({ versionId: z.uuid() });

export const historyInput = documentIdInput.extend({
  /** The revision after which it goes on, downwards. */
  cursor: z.number().int().nullish(),
  limit: z.number().int().min(1).max(100).default(30),
});
export const historyOutput = z.object({
  entries: z.array(
    z.object({
      revision: z.number().int(),
      /** Takes it back; null for a change of an older version of Trax. */
      commandId: z.uuid().nullable(),
      kind: z.string(),
      createdAt: z.date(),
      /** Of the line it is about, where it is about one. */
      startMs: z.number().int().nullable(),
      lines: z.number().int(),
      before: z.string().nullable(),
      after: z.string().nullable(),
      isUndone: z.boolean(),
    }),
  ),
  nextCursor: z.number().int().nullable(),
});
export type HistoryEntry = z.infer<typeof historyOutput>["entries"][number];

export const versionCompareInput = documentIdInput.extend({
  left: versionRef,
  right: versionRef,
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(100),
});
export const versionCompareOutput = z.object({
  hunks: z.array(
    z.object({
      startMs: z.number().nullable(),
      endMs: z.number().nullable(),
      skipped: z.number().int(),
      parts: z.array(
        z.object({ op: z.enum(["same", "removed", "added"]), text: z.string(), leftOut: z.number().int() }),
      ),
    }),
  ),
  hunkCount: z.number().int(),
  skippedAfter: z.number().int(),
  same: z.number().int(),
  removed: z.number().int(),
  added: z.number().int(),
});
export type VersionComparison = z.infer<typeof versionCompareOutput>;

export const versionRestoreInput = documentIdInput.extend({
  ref: versionRef,
  /** Made by the browser: takes the restoring back. */
  commandId: z.uuid(),
});
export const versionRestoreOutput = z.object({ documentRevision: z.number().int(), isChanged: z.boolean() });
