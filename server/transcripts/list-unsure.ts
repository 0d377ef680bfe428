import { z } from "zod";
import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import { requireDocument } from "./data";
import { documentIdInput, word } from "./schema";

/** More than this nobody walks through in one go. */
export const maxUnsureWords = 5_000;

export const unsureInput = documentIdInput.extend({ below: z.number().min(0).max(1).default(0.5) });
export const unsureOutput = z.object({
  words: z.array(
    word.omit({ confidence: true }).extend({ segmentId: z.uuid(), segmentRevision: z.number().int() }),
  ),
  /** False: there are more, further on. */
  isComplete: z.boolean(),
});
type UnsureOutput = z.infer<typeof unsureOutput>;

interface UnsureRow {
  segment_id: string;
  revision: number;
  word: unknown;
}

const storedWord = word.omit({ confidence: true });

/** Words that the engine was unsure of, in the order of the document. */
export async function listUnsure(
  ownerId: number,
  { documentId, below }: { documentId: string; below: number },
  db: Db = getPrisma(),
): Promise<UnsureOutput> {
  await requireDocument(ownerId, documentId, db);
  const rows = await db.$queryRaw<UnsureRow[]>(Prisma.sql`
    select s.id as segment_id, s.revision, w.word
    from transcript_segments s,
      jsonb_path_query(
        s.words, '$[*] ? (@.confidence.type() == "number" && @.confidence < $below)',
        jsonb_build_object('below', ${below}::float8), true
      ) with ordinality as w(word, place)
    where s.document_id = ${documentId}::uuid
    order by s.position, w.place limit ${maxUnsureWords + 1}`);
  const words = rows.slice(0, maxUnsureWords).flatMap((row) => {
    const parsed = storedWord.safeParse(row.word);
    return parsed.success
      ? [{ ...parsed.data, segmentId: row.segment_id, segmentRevision: row.revision }]
      : [];
  });
  return { words, isComplete: rows.length <= maxUnsureWords };
}
