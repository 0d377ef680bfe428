import { z } from "zod";
import type { DocumentChange, DocumentSegment, RowChange } from "@/core/transcript/document-change";
import { segment } from "./schema";

/** How a change stands in transcript_revisions: rows, patches or null by id, before and after. */
const side = z.object({
  segments: z.array(z.tuple([z.string(), z.record(z.string(), z.unknown()).nullable()])).default([]),
  speakers: z.array(z.tuple([z.string(), z.record(z.string(), z.unknown()).nullable()])).default([]),
  comments: z.array(z.tuple([z.string(), z.record(z.string(), z.unknown()).nullable()])).default([]),
});
type Side = z.infer<typeof side>;
const tables = ["segments", "speakers", "comments"] as const;

interface StoredChange {
  before: Side;
  after: Side;
}

export function serializeChange(change: DocumentChange): StoredChange {
  const half = (name: "before" | "after") =>
    Object.fromEntries(tables.map((table) => [table, change[table].map((row) => [row.id, row[name]])]));
  return { before: side.parse(half("before")), after: side.parse(half("after")) };
}

/** The change that a revision made, whichever version of Trax wrote it; null where it cannot be read. */
export function parseChange(before: unknown, after: unknown): DocumentChange | null {
  const older = parseOlder(before, after);
  if (older) return older;
  const [old, now] = [side.safeParse(before), side.safeParse(after)];
  if (!old.success || !now.success) return null;
  const join = (table: (typeof tables)[number]) => {
    const afterById = new Map(now.data[table]);
    return old.data[table].map(([id, row]) => ({ id, before: row, after: afterById.get(id) ?? null }));
  };
  return {
    segments: join("segments"),
    speakers: join("speakers"),
    comments: join("comments"),
  } as unknown as DocumentChange;
}

/** Before 2.2.0 a revision was one whole line on each side. */
function parseOlder(before: unknown, after: unknown): DocumentChange | null {
  const [old, now] = [segment.safeParse(before), segment.safeParse(after)];
  if (!old.success || !now.success) return null;
  const patch = ({ text, words, startMs, endMs, speakerId }: DocumentSegment) => ({
    text,
    words,
    startMs,
    endMs,
    speakerId,
  });
  const row: RowChange<DocumentSegment, object> = {
    id: old.data.id,
    before: patch(old.data),
    after: patch(now.data),
  };
  return { segments: [row], speakers: [], comments: [] };
}
