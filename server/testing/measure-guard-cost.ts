import type { ClientBase } from "pg";
import { median } from "@/core/status/speed-belief";

/** What the rules cost an update of a status: a table with them beside one of the same columns and indexes without
 * CHECKs, keys and triggers, in turns. Both keep a log of their moves. The database is the test's own and is changed.
 * @returns medians in milliseconds */
export async function measureGuardCost(
  client: ClientBase,
  { rounds }: { rounds: number },
): Promise<{ guardedMs: number; plainMs: number }> {
  await client.query(`
    CREATE TABLE plain_items (LIKE batch_items INCLUDING DEFAULTS INCLUDING INDEXES);
    CREATE TRIGGER log_event AFTER UPDATE OF status ON plain_items
      FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION log_item_event();
    ALTER TABLE work_events DROP CONSTRAINT work_events_batch_item_id_fkey;
    INSERT INTO batch_jobs (name, total_files) VALUES ('b', 1);
    INSERT INTO batch_items (batch_job_id, task_type, task_data)
      SELECT id, 'transcribe', '{}' FROM batch_jobs, generate_series(1, 500);
    INSERT INTO plain_items SELECT * FROM batch_items`);
  const { rows } = await client.query<{ id: string }>("SELECT id FROM batch_items");
  const took: Record<string, number[]> = { batch_items: [], plain_items: [] };
  for (let round = 0; round < rounds; round += 1) {
    const id = rows[round % rows.length]?.id;
    // Turn and turn about, so that what else the machine does meets both.
    for (const table of round % 2 ? ["batch_items", "plain_items"] : ["plain_items", "batch_items"]) {
      for (const [to, from] of [
        ["running", "pending"],
        ["pending", "running"],
      ]) {
        const startedMs = performance.now();
        await client.query({
          name: `${table}`,
          text: `UPDATE ${table} SET status = $1, heartbeat_at = now() WHERE id = $2 AND status = $3`,
          values: [to, id, from],
        });
        took[table]?.push(performance.now() - startedMs);
      }
    }
  }
  return { guardedMs: median(took.batch_items ?? []), plainMs: median(took.plain_items ?? []) };
}
