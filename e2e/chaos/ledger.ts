import type pg from "pg";

/** What really happened, written down by the database itself in the transaction in which it happened. */

export const ledgerSql = `
create table chaos_ledger (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  kind text not null,
  item_id uuid not null,
  status text,
  token uuid,
  worker_id uuid,
  stale boolean not null default false
);
create index on chaos_ledger (item_id, id);

-- A write under a token. Where a run ends before it writes, in one transaction, the token that ended it is the current.
create function chaos_note(kind text, item uuid, token uuid) returns void language plpgsql as $$
declare
  current_token uuid;
  current_status text;
begin
  select i.status, coalesce(i.claim_token, (
    select l.token from chaos_ledger l where l.item_id = item and l.kind = 'status' order by l.id desc limit 1))
  into current_status, current_token from batch_items i where i.id = item;
  insert into chaos_ledger (kind, item_id, token, stale) values (kind, item, token,
    token is distinct from current_token or current_status not in ('running', 'completed'));
end $$;

create function chaos_status() returns trigger language plpgsql as $$
begin
  insert into chaos_ledger (kind, item_id, status, token, worker_id)
  values ('status', new.id, new.status, coalesce(new.claim_token, old.claim_token), new.claimed_by);
  return null;
end $$;
create trigger chaos_status after update on batch_items for each row
when (old.status is distinct from new.status or old.claim_token is distinct from new.claim_token)
execute function chaos_status();

create function chaos_result() returns trigger language plpgsql as $$
begin
  perform chaos_note('result', (new.processing_metadata->>'itemId')::uuid,
    (new.processing_metadata->>'claimToken')::uuid);
  return null;
end $$;
create trigger chaos_result after insert on transcription_results for each row execute function chaos_result();

create function chaos_chunk() returns trigger language plpgsql as $$
begin
  perform chaos_note('chunk', new.batch_item_id, new.claim_token);
  return null;
end $$;
create trigger chaos_chunk after update on transcription_chunks for each row
when (new.claim_token is not null) execute function chaos_chunk();
`;

export interface StatusEvent {
  itemId: string;
  status: string;
  workerId: string | null;
  atMs: number;
}

/** Every change of status, in order. */
export async function listStatusEvents(pool: pg.Pool): Promise<StatusEvent[]> {
  const { rows } = await pool.query<StatusEvent>(`
    select item_id as "itemId", status, worker_id as "workerId", extract(epoch from at)::float8 * 1000 as "atMs"
    from chaos_ledger where kind = 'status' order by id`);
  return rows;
}

/** Items with more than one result or more than one completion. */
export async function countDoubles(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(`
    select count(*)::int as count from (
      select item_id from chaos_ledger group by item_id
      having count(*) filter (where kind = 'result') > 1
        or count(*) filter (where kind = 'status' and status = 'completed') > 1
    ) as doubled`);
  return rows[0]?.count ?? 0;
}

/** Results and chunks written by a run that did not hold its item at that moment. */
export async function countStaleWrites(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    "select count(*)::int as count from chaos_ledger where stale",
  );
  return rows[0]?.count ?? 0;
}
