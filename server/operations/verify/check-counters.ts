import { deriveBatchStatus } from "@/core/status/derive-batch-status";
import type { CheckContext } from "./check-context";
import type { CheckOutcome, Mend } from "./finding";
import { readRows } from "./read-rows";

interface BatchFactsRow {
  id: string;
  status: string;
  total: number;
  processed: number;
  failed: number;
  isStarted: boolean;
  isPaused: boolean;
  /** What the items say. */
  sources: number;
  processedSources: number;
  failedSources: number;
  cancelledSources: number;
}

/** Batches' counters and statuses against their items. Of a batch with fewer items than files (a client of version 1
 * adds them one by one, and may remove them) the counters are the only record, and not judged. */
export async function checkCounters(context: CheckContext): Promise<CheckOutcome> {
  const { client, report } = context;
  let batches = 0;
  const rows = readRows<BatchFactsRow>(
    client,
    `WITH source AS (
       SELECT batch_job_id, source_index, bool_or(status = 'failed') AS failed, bool_or(status = 'cancelled') AS cancelled,
         bool_and(status = 'completed') AS processed
       FROM batch_items WHERE batch_job_id IS NOT NULL GROUP BY batch_job_id, source_index
     ), counted AS (
       SELECT batch_job_id, count(*)::int AS sources, count(*) FILTER (WHERE processed)::int AS processed,
         count(*) FILTER (WHERE failed OR cancelled)::int AS failed,
         count(*) FILTER (WHERE cancelled AND NOT failed)::int AS cancelled
       FROM source GROUP BY batch_job_id
     )
     SELECT b.id::text, b.status, b.total_files AS total, coalesce(b.processed_files, 0) AS processed,
       coalesce(b.failed_files, 0) AS failed, b.start_time IS NOT NULL AS "isStarted",
       b.paused_at IS NOT NULL AS "isPaused", c.sources,
       c.processed AS "processedSources", c.failed AS "failedSources", c.cancelled AS "cancelledSources"
     FROM batch_jobs b JOIN counted c ON c.batch_job_id = b.id`,
  );
  for await (const row of rows) {
    batches += 1;
    const subject = `batch_jobs ${row.id}`;
    if (row.sources < row.total) {
      const detail = `has items for ${row.sources} of its ${row.total} files`;
      report({ kind: "batch-incomplete", subject, detail, isNote: true });
      continue;
    }
    const mend: Mend = {
      type: "recount",
      id: `recount ${row.id}`,
      label: "count again what its items say",
      batchId: row.id,
    };
    const say = (kind: string, detail: string) => report({ kind, subject, detail, mend });
    if (row.sources > row.total) {
      say("counter-wrong", `says ${row.total} files in all; its items are of ${row.sources}`);
    }
    if (row.processed !== row.processedSources) {
      say(
        "counter-wrong",
        `says ${row.processed} files processed; by its items it is ${row.processedSources}`,
      );
    }
    if (row.failed !== row.failedSources) {
      say("counter-wrong", `says ${row.failed} files failed; by its items it is ${row.failedSources}`);
    }
    const status = deriveBatchStatus({
      totalSources: Math.max(row.total, row.sources),
      processedSources: row.processedSources,
      failedSources: row.failedSources,
      cancelledSources: row.cancelledSources,
      started: row.isStarted,
      paused: row.isPaused,
    });
    if (status !== row.status) say("status-wrong", `is ${row.status}; by its items it is ${status}`);
  }
  return { said: `${batches} batches with items` };
}
