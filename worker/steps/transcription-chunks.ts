import { z } from "zod";
import { type Claim, holdsClaim } from "@/server/jobs/lifecycle";
import { keptPlan, Prisma, type PrismaClient } from "@/server/platform/db";
import { storedJson } from "@/server/platform/stored-json";
import type { ChunkResult } from "../engines/engine";
import { chunkContext, type PlannedChunk } from "./place-seams";

/** What is stored of a decoded chunk. */
export const chunkResult = z.object({
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
  language: z.string().nullish(),
  times: z.enum(["heard", "estimated"]).optional(),
  led: z.array(z.object({ from: z.string(), to: z.string(), startMs: z.number() })).optional(),
  turns: z.array(z.object({ speaker: z.string(), startMs: z.number(), endMs: z.number() })).optional(),
  model: z.string().optional(),
  billedSeconds: z.number().nonnegative().optional(),
});

export interface StoredChunk extends PlannedChunk {
  index: number;
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
    context: row.context === null ? null : chunkContext.parse(row.context),
    result: row.result === null ? null : chunkResult.parse(row.result),
  }));
}

export async function countDecodedChunks(prisma: PrismaClient, itemId: string): Promise<number> {
  const [row] = await prisma.$queryRaw<{ count: number }[]>(Prisma.sql`
    select count(*)::int as count from transcription_chunks
    where batch_item_id = ${itemId}::uuid and result is not null`);
  return row?.count ?? 0;
}

/** Writes the bounds of all chunks and what is carried over their seams before the first is decoded, once: a plan that is
 * there stays.
 * @param isStretch whether they are of a part of the recording only, of which nothing is noted of the whole
 * @throws when the claim is stale */
export async function planChunks(
  prisma: PrismaClient,
  run: Claim,
  planned: readonly PlannedChunk[],
  { isStretch = false } = {},
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    if (!(await holdsClaim(tx, run))) throw new Error("the claim is stale");
    await tx.transcriptionChunk.createMany({
      data: toRows(run, planned),
      skipDuplicates: true,
    });
    if (run.mediaFileId && !isStretch) {
      await tx.audioProcessingMetadata.updateMany({
        where: { mediaFileId: run.mediaFileId },
        data: { chunkCount: planned.length },
      });
    }
  });
}

/** Adds stretches that are heard once more behind the chunks of the plan, once: those that are there stay.
 * @throws when the claim is stale */
export async function addRetries(
  prisma: PrismaClient,
  run: Claim,
  planned: readonly PlannedChunk[],
  fromIndex: number,
): Promise<void> {
  await prisma.$transaction(async (tx) => {
    if (!(await holdsClaim(tx, run))) throw new Error("the claim is stale");
    await tx.transcriptionChunk.createMany({ data: toRows(run, planned, fromIndex), skipDuplicates: true });
  });
}

function toRows(run: Claim, planned: readonly PlannedChunk[], fromIndex = 0) {
  return planned.map(({ range, context }, at) => ({
    batchItemId: run.itemId,
    index: fromIndex + at,
    startSample: BigInt(range.start),
    endSample: BigInt(range.end),
    ...(context && { context: storedJson(chunkContext, context) }),
  }));
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
