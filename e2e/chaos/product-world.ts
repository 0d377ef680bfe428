import { randomUUID } from "node:crypto";
import type pg from "pg";
import { dispatch } from "@/server/jobs/dispatch";
import type { PrismaClient } from "@/server/platform/db";
import { countDoubles, countStaleWrites, ledgerSql } from "./ledger";
import { expectedText } from "./synthetic-work";
import type { Submission } from "./traffic";
import type { World } from "./world";

/** A run that dies again and again is set aside on purpose; here it is not the run's fault. */
const MAX_RETRIES = 50;

export const productWorld: World<PrismaClient> = {
  workerEntry: "e2e/chaos/chaos-worker.ts",
  everyMs: 700,
  prepare: async (pool) => void (await pool.query(ledgerSql)),
  createSubmission,
  async listBusyWorkers(pool) {
    const { rows } = await pool.query<{ id: string }>(
      "select distinct claimed_by as id from batch_items where status = 'running' and claimed_by is not null",
    );
    return rows.map((row) => row.id);
  },
  async look(pool) {
    const { rows } = await pool.query<{ ended: number; failed: number }>(`
      select count(*) filter (where status in ('completed', 'failed', 'cancelled'))::int as ended,
        count(*) filter (where status in ('failed', 'cancelled'))::int as failed from batch_items`);
    // Retries and sweeps may bring any item back: it is for the caller's patience to say that one never ends.
    return { ended: rows[0]?.ended ?? 0, failed: rows[0]?.failed ?? 0, idle: false };
  },
  judge: async (pool) => ({
    double: await countDoubles(pool),
    stale: await countStaleWrites(pool),
    wrongText: await countWrongTexts(pool),
  }),
};

/** Rows as batches.create and a finished upload leave them, with the dispatch in the same transaction. */
function createSubmission(prisma: PrismaClient, turn: number): Submission {
  const batchId = randomUUID();
  const sources = Array.from({ length: 1 + (turn % 2) }, (_, sourceIndex) => ({
    sourceIndex,
    mediaFileId: randomUUID(),
    documentId: randomUUID(),
    items: [
      { id: randomUUID(), taskType: "preprocess" },
      { id: randomUUID(), taskType: "transcribe" },
    ],
  }));
  return {
    itemIds: sources.flatMap(({ items }) => items.map(({ id }) => id)),
    isAccepted: async () => (await prisma.batchJob.count({ where: { id: batchId } })) > 0,
    submit: () =>
      prisma.$transaction(async (tx) => {
        await tx.batchJob.create({
          data: { id: batchId, name: `chaos ${turn}`, totalFiles: sources.length },
        });
        await tx.mediaFile.createMany({
          data: sources.map(({ mediaFileId: id }) => ({
            id,
            filePath: `sources/${id}/original`,
            fileName: "talk.mp3",
            fileSize: 1000n,
            downloadStatus: "completed",
          })),
        });
        await tx.transcriptDocument.createMany({
          data: sources.map(({ documentId, mediaFileId }) => ({
            id: documentId,
            mediaFileId,
            title: "A talk",
          })),
        });
        await tx.batchItem.createMany({
          data: sources.flatMap(({ items, sourceIndex, mediaFileId, documentId }) =>
            items.map((item) => ({
              ...item,
              ...{ batchJobId: batchId, sourceIndex, mediaFileId, documentId },
              taskData: {},
              maxRetries: MAX_RETRIES,
            })),
          ),
        });
        await dispatch(tx, batchId);
      }),
  };
}

/** Completed items whose result is not what an undisturbed run gives. */
async function countWrongTexts(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ mediaFileId: string; text: string | null }>(`
    select item.media_file_id as "mediaFileId", result.text_content as text
    from batch_items item left join transcription_results result on result.id = item.transcript_id
    where item.task_type = 'transcribe' and item.status = 'completed'`);
  return rows.filter(({ mediaFileId, text }) => text !== expectedText(mediaFileId)).length;
}
