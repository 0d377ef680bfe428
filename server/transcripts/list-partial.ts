import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import { requireDocument } from "./data";
import type { PartialOutput } from "./schema";

const SAMPLES_PER_MS = 16;

/** What is heard once more by itself stands among the others already. */
const isOfPlan = Prisma.sql`(context->>'isRetry') is distinct from 'true'`;

/** Text of the chunks heard so far, while the newest transcription of the document runs or after it failed. */
export async function listPartial(
  ownerId: number,
  input: { documentId: string; fromIndex: number },
  db: Db = getPrisma(),
): Promise<PartialOutput> {
  await requireDocument(ownerId, input.documentId, db);
  const item = await db.batchItem.findFirst({
    where: { documentId: input.documentId, taskType: "transcribe" },
    orderBy: { createdAt: "desc" },
    select: { id: true },
  });
  if (!item) return { totalChunks: 0, chunks: [] };
  const [counted, rows] = await Promise.all([
    db.$queryRaw<{ count: number }[]>(Prisma.sql`
      select count(*)::int as count from transcription_chunks
      where batch_item_id = ${item.id}::uuid and ${isOfPlan}`),
    // What a neighbour heard, too, is left to the one in whose part it lies.
    db.$queryRaw<{ index: number; start_sample: bigint; end_sample: bigint; text: string }[]>(Prisma.sql`
      select index, start_sample, end_sample, coalesce(case when context is null then result->>'text' else (
        select string_agg(word->>'text', ' ' order by place)
        from jsonb_array_elements(result->'words') with ordinality as said (word, place)
        where ((word->>'startMs')::float8 + (word->>'endMs')::float8) / 2 * ${SAMPLES_PER_MS}
          between start_sample and end_sample) end, '') as text
      from transcription_chunks
      where batch_item_id = ${item.id}::uuid and index >= ${input.fromIndex} and result is not null and ${isOfPlan}
      order by index`),
  ]);
  return {
    totalChunks: counted[0]?.count ?? 0,
    chunks: rows.map((row) => ({
      index: row.index,
      startMs: Math.round(Number(row.start_sample) / SAMPLES_PER_MS),
      endMs: Math.round(Number(row.end_sample) / SAMPLES_PER_MS),
      text: row.text,
    })),
  };
}
