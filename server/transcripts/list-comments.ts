import { type Db, getPrisma, type Prisma } from "@/server/platform/db";
import { requireDocument } from "./data";
import type { CommentView } from "./edit-schema";

type CommentRow = Prisma.TranscriptCommentGetPayload<object>;

export function toComment(row: CommentRow): CommentView {
  const { id, startMs, endMs, quote, text } = row;
  return {
    id,
    kind: row.kind === "carry" ? "carry" : "note",
    startMs,
    endMs,
    quote,
    text,
    createdAt: row.createdAt.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
  };
}

/** In the order of the sound.
 * @throws TraxError NOT_FOUND */
export async function listComments(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<CommentView[]> {
  await requireDocument(ownerId, documentId, db);
  const rows = await db.transcriptComment.findMany({
    where: { documentId },
    orderBy: [{ startMs: "asc" }, { createdAt: "asc" }, { id: "asc" }],
    take: 10_000,
  });
  return rows.map(toComment);
}
