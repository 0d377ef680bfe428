import { randomUUID } from "node:crypto";
import type pg from "pg";

interface LargeBatch {
  ownerId?: number;
  name?: string;
  sources: number;
  /** Shares of the sources by their place in every ten: the rest waits. */
  doneOfTen?: number;
  failedOfTen?: number;
}

/** A batch of thousands, written in a few statements: its files are called talk-00000.mp3 and on, and are not there. */
export async function buildLargeBatch(
  pool: Pick<pg.Pool, "query">,
  { ownerId = 1, name = "A large batch", sources, doneOfTen = 0, failedOfTen = 0 }: LargeBatch,
): Promise<string> {
  const batchId = randomUUID();
  if (sources % 10 !== 0) throw new Error("A large batch is counted in tens.");
  await pool.query(
    `insert into batch_jobs (id, owner_id, name, status, total_files, processed_files, failed_files)
     values ($1, $2, $3, 'pending', $4, $5, $6)`,
    [batchId, ownerId, name, sources, (sources / 10) * doneOfTen, (sources / 10) * failedOfTen],
  );
  await pool.query(
    `with source as materialized (
       select gen_random_uuid() as media, gen_random_uuid() as document, i, i % 10 as place,
         'talk-' || lpad(i::text, 5, '0') as name
       from generate_series(0, $3::int - 1) as i
     ), media as (
       insert into media_files (id, owner_id, file_path, file_name, file_size, duration_seconds, download_status)
       select media, $2, 'sources/' || media || '/original', name || '.mp3', 1000000, 60 + i % 600, 'completed'
       from source
     ), document as (
       insert into transcript_documents (id, owner_id, title, media_file_id)
       select document, $2, name, media from source
     )
     insert into batch_items (batch_job_id, source_index, task_type, task_data, media_file_id, document_id, status,
       progress, retry_count, error_code, error_message)
     select $1, i, task, '{}', media, document,
       case when place < $4 then 'completed'
         when place < $4 + $5 then case task when 'preprocess' then 'failed' else 'pending' end
         else 'pending' end,
       case when place < $4 then 1 else 0 end,
       0,
       case when place >= $4 and place < $4 + $5 and task = 'preprocess' then 'MEDIA_NO_AUDIO' end,
       case when place >= $4 and place < $4 + $5 and task = 'preprocess'
         then 'There is no sound in this file. Check that it is the right one, then add it again.' end
     from source cross join unnest(array['preprocess', 'transcribe']) as task`,
    [batchId, ownerId, sources, doneOfTen, failedOfTen],
  );
  await pool.query("analyze batch_jobs, batch_items, media_files, transcript_documents");
  return batchId;
}
