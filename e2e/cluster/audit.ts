import type pg from "pg";

/** Writes down, inside the database, who ended what: independent of what the code under test says. */
export async function startAudit(client: pg.Client): Promise<void> {
  await client.query(`
    create table cluster_audit (
      id bigserial primary key, at timestamptz not null default clock_timestamp(),
      xact text not null default pg_current_xact_id()::text,
      item_id uuid, task text, old_status text, new_status text, token uuid, worker uuid, result_media uuid
    );
    create function cluster_audit_item() returns trigger language plpgsql as $$ begin
      insert into cluster_audit (item_id, task, old_status, new_status, token, worker)
      values (new.id, new.task_type, old.status, new.status,
              coalesce(old.claim_token, new.claim_token), coalesce(old.claimed_by, new.claimed_by));
      return null;
    end $$;
    create function cluster_audit_result() returns trigger language plpgsql as $$ begin
      insert into cluster_audit (result_media) values (new.media_file_id);
      return null;
    end $$;
    create trigger cluster_audit_item after update on batch_items for each row
      when (old.status is distinct from new.status) execute function cluster_audit_item();
    create trigger cluster_audit_result after insert on transcription_results for each row
      execute function cluster_audit_result();`);
}

export interface Verdict {
  /** Sources with one result, every step completed once. */
  ended: number;
  /** Sources without a result, or with a step that is not completed. */
  lost: number;
  /** Sources with more than one result, and steps that completed more than once. */
  double: number;
  /** Results that were not written by the claim that completed the step, or by one that had been taken away. */
  stale: number;
  /** Claims that were taken away from a worker whose heart had stopped. */
  takenAway: number;
}

export async function judge(client: pg.Client, batchId: string): Promise<Verdict> {
  const { rows } = await client.query(
    `with item as (select * from batch_items where batch_job_id = $1),
      source as (
        select source_index, media_file_id, bool_and(status = 'completed') as all_completed,
          (select count(*) from transcription_results result where result.media_file_id = item.media_file_id) as results
        from item group by source_index, media_file_id),
      completions as (
        select item_id, count(*) as times from cluster_audit where new_status = 'completed' group by item_id),
      taken as (select distinct token from cluster_audit where old_status = 'running' and new_status in ('retrying', 'failed')),
      written as (
        select result.id, (select done.token from cluster_audit done
          where done.xact = result.xact and done.new_status = 'completed' and done.task = 'transcribe') as token
        from cluster_audit result where result.result_media is not null)
    select
      (select count(*) from source where all_completed and results = 1)::int as ended,
      (select count(*) from source where not all_completed or results = 0)::int as lost,
      ((select count(*) from source where results > 1) + (select count(*) from completions where times > 1))::int as double,
      (select count(*) from written where token is null or token in (select token from taken))::int as stale,
      (select count(*) from taken)::int as "takenAway"`,
    [batchId],
  );
  return rows[0] as Verdict;
}

/** Sources of a batch with a result, and how many steps a worker has in hand. */
export async function findProgress(
  client: pg.Client,
  batchId: string,
  workerId: string,
): Promise<{ ended: number; inHand: number; open: number }> {
  const { rows } = await client.query(
    `select count(*) filter (where task_type = 'transcribe' and status = 'completed')::int as ended,
      count(*) filter (where status = 'running' and claimed_by = $2)::int as "inHand",
      count(*) filter (where status in ('pending', 'running', 'retrying'))::int as open
    from batch_items where batch_job_id = $1`,
    [batchId, workerId],
  );
  return rows[0] as { ended: number; inHand: number; open: number };
}
