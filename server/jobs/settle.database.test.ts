import { expect, test } from "vitest";
import { deriveBatchStatus, deriveSourceState } from "@/core/status/derive-batch-status";
import { type WorkStatus, workStatuses } from "@/core/status/transitions";
import { Prisma } from "@/server/platform/db";
import { setUpWorkDatabase } from "@/server/testing/set-up-work-database";
import { endsOrReopens, settlementAfterCompletion } from "./settle";

const work = setUpWorkDatabase();

interface BatchCase {
  total: number;
  processed: number;
  failed: number;
  started: boolean;
  paused: boolean;
}

const siblingCases: WorkStatus[][] = [
  [],
  ...workStatuses.map((status) => [status]),
  ...workStatuses.flatMap((one) => workStatuses.map((other) => [one, other])),
];
const batchCases: BatchCase[] = [1, 2, 3]
  .flatMap(
    (total) =>
      [0, 1, 2].flatMap((processed) =>
        [0, 1, 2].flatMap((failed) =>
          [true, false].flatMap((started) =>
            [true, false].map((paused) => ({ total, processed, failed, started, paused })),
          ),
        ),
      ),
    // All may have ended before: an older client may have counted fewer sources than it had.
  )
  .filter(({ total, processed, failed }) => processed + failed <= total);

function settleInCore(siblings: WorkStatus[], batch: BatchCase): unknown {
  const before = deriveSourceState([...siblings, "running"]);
  const after = deriveSourceState([...siblings, "completed"]);
  if (!endsOrReopens(before, after)) return null;
  const processed = batch.processed + 1;
  const status = deriveBatchStatus({
    totalSources: batch.total,
    processedSources: processed,
    failedSources: batch.failed,
    // Asked only of batches without a source that was processed.
    cancelledSources: 0,
    started: batch.started,
    paused: batch.paused,
  });
  return { after, processed, failed: batch.failed, status };
}

/** What the statement makes of every batch of the table at once; all is as before afterwards. */
async function settleInSql(siblings: WorkStatus[]): Promise<unknown[]> {
  let settled: unknown[] = [];
  await work.database.prisma
    .$transaction(async (tx) => {
      await tx.$executeRaw(Prisma.sql`
        insert into batch_jobs (name, total_files, processed_files, failed_files, start_time, paused_at)
        select turn::text, total, processed, failed, case when started then now() end, case when paused then now() end
        from json_to_recordset(${JSON.stringify(batchCases.map((batch, turn) => ({ ...batch, turn })))}::json)
          as one(turn int, total int, processed int, failed int, started boolean, paused boolean)`);
      const rows = await tx.$queryRaw<{ turn: number }[]>(Prisma.sql`
        with batch as materialized (select * from batch_jobs),
        held as (select ${siblings}::text[] as siblings)
        ${settlementAfterCompletion}
        returning batch_jobs.name::int as turn, 'processed' as after, batch_jobs.processed_files as processed,
          batch_jobs.failed_files as failed, batch_jobs.status`);
      const found = new Map(rows.map(({ turn, ...row }) => [turn, row]));
      settled = batchCases.map((_, turn) => found.get(turn) ?? null);
      throw new Error("undo");
    })
    .catch((error: Error) => {
      if (error.message !== "undo") throw error;
    });
  return settled;
}

test.each(siblingCases.map((siblings) => ({ siblings })))(
  "SQL and core say the same of every batch when a step completes beside $siblings",
  async ({ siblings }) => {
    expect(await settleInSql(siblings)).toEqual(batchCases.map((batch) => settleInCore(siblings, batch)));
  },
);
