import { z } from "zod";
import { type Claim, holdsClaim } from "@/server/jobs/lifecycle";
import { keptPlan, Prisma, type PrismaClient } from "@/server/platform/db";
import type { ChunkResult, SampleRange } from "../engines/engine";

/** What is stored of a decoded chunk. */
const chunkResult = z.object({
  text: z.string(),
  words: z.array(
    z.object({
      text: z.string(),
      startMs: z.number(),
      endMs: z.number(),
      confidence: z.number().nullable(),
    }),
  ),
  avgLogprob: z.number().nullable(),
  noSpeechLogprob: z.number().nullable(),
  stopped: z.enum(["end", "loop", "cap"]),
  tokens: z.array(z.number().int()),
});

export interface StoredChunk {
  index: number;
  range: SampleRange;
  result: ChunkResult | null;
}

export async function listChunks(prisma: PrismaClient, itemId: string): Promise<StoredChunk[]> {
  const rows = await prisma.transcriptionChunk.findMany({
    where: { batchItemId: itemId },
    orderBy: { index: "asc" },
  });
  return rows.map((row) => ({
    index: row.index,
    range: { start: Number(row.startSample), end: Number(row.endSample) },
    result: row.result === null ? null : chunkResult.parse(row.result),
  }));
}

export async function countDecodedChunks(prisma: PrismaClient, itemId: string): Promise<number> {
  const [row] = await prisma.$queryRaw<{ count: number }[]>(Prisma.sql`
    select count(*)::int as count from transcription_chunks
    where batch_item_id = ${itemId}::uuid and result is not null`);
  return row?.count ?? 0;
}

/** Writes the bounds of all chunks before the first is decoded, once: a plan that is there stays.
 * @throws when the claim is stale */
export async function planChunks(prisma: PrismaClient, run: Claim, ranges: SampleRange[]): Promise<void> {
  await prisma.$transaction(async (tx) => {
    if (!(await holdsClaim(tx, run))) throw new Error("the claim is stale");
    await tx.transcriptionChunk.createMany({
      data: ranges.map((range, index) => ({
        batchItemId: run.itemId,
        index,
        startSample: BigInt(range.start),
        endSample: BigInt(range.end),
      })),
      skipDuplicates: true,
    });
    if (run.mediaFileId) {
      await tx.audioProcessingMetadata.updateMany({
        where: { mediaFileId: run.mediaFileId },
        data: { chunkCount: ranges.length },
      });
    }
  });
}

/** Writes a chunk once, and only for the run that holds the claim; writing the same again changes nothing. False
 * when the claim is stale. */
export async function saveChunk(
  prisma: PrismaClient,
  run: Claim,
  index: number,
  result: ChunkResult,
): Promise<boolean> {
  const written = await prisma.$executeRaw(Prisma.sql`${keptPlan}
    update transcription_chunks set result = coalesce(result, ${JSON.stringify(result)}::jsonb),
      decoded_at = coalesce(decoded_at, now()), claim_token = ${run.claimToken}::uuid
    where batch_item_id = ${run.itemId}::uuid and index = ${index}
      and exists (select 1 from batch_items
        where id = ${run.itemId}::uuid and claim_token = ${run.claimToken}::uuid and status = 'running'
        for no key update)`);
  return written === 1;
}
