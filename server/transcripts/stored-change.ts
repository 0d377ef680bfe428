import { z } from "zod";
import type { Stepwise } from "@/core/stepwise/stepwise";
import type { DocumentChange, DocumentSegment, RowChange } from "@/core/transcript/document-change";
import { segment } from "./schema";

/** How a change stands in transcript_revisions: rows, patches or null by id, before and after. */
const sideRow = z.tuple([z.string(), z.record(z.string(), z.unknown()).nullable()]);
const side = z.object({
  segments: z.array(sideRow).default([]),
  speakers: z.array(sideRow).default([]),
  comments: z.array(sideRow).default([]),
});
const tables = ["segments", "speakers", "comments"] as const;

/** Both sides of a change as JSON.
 * @param revisions what the lines that it leaves have as revision then */
export function* serializeChange(
  change: DocumentChange,
  revisions: Record<string, number>,
): Stepwise<{ before: string; after: string }> {
  const before = yield* serializeSide(change, "before");
  const after = yield* serializeSide(change, "after");
  return { before, after: `${after.slice(0, -1)},"revisions":${JSON.stringify(revisions)}}` };
}

function* serializeSide(change: DocumentChange, name: "before" | "after"): Stepwise<string> {
  const parts: string[] = [];
  for (const table of tables) {
    const rows: string[] = [];
    for (const row of change[table]) {
      yield;
      rows.push(JSON.stringify(sideRow.parse([row.id, row[name]])));
    }
    parts.push(`"${table}":[${rows.join(",")}]`);
  }
  return `{${parts.join(",")}}`;
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
