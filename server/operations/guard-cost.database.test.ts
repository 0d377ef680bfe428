import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";

const ROUNDS = 400;
/** Of the update with every rule to one without any. */
const MOST = 3;

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  // The same columns and indexes, without CHECKs, keys and triggers. Both keep a log of their moves.
  await client.query(`
    CREATE TABLE plain_items (LIKE batch_items INCLUDING DEFAULTS INCLUDING INDEXES);
    CREATE TRIGGER log_event AFTER UPDATE OF status ON plain_items
      FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION log_item_event();
    ALTER TABLE work_events DROP CONSTRAINT work_events_batch_item_id_fkey;
    INSERT INTO batch_jobs (name, total_files) VALUES ('b', 1);
    INSERT INTO batch_items (batch_job_id, task_type, task_data)
      SELECT id, 'transcribe', '{}' FROM batch_jobs, generate_series(1, 500);
    INSERT INTO plain_items SELECT * FROM batch_items`);
});

afterAll(async () => {
  await client.end();
  await database.close();
});

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

it(`a move of a status costs at most ${MOST} times what it would without a rule`, async () => {
  const { rows } = await client.query<{ id: string }>("SELECT id FROM batch_items");
  const took: Record<string, number[]> = { batch_items: [], plain_items: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
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
  const [guarded, plain] = [median(took.batch_items ?? []), median(took.plain_items ?? [])];
  process.stdout.write(
    `guarded ${guarded.toFixed(3)} ms, unguarded ${plain.toFixed(3)} ms, ratio ${(guarded / plain).toFixed(2)}\n`,
  );
  expect(guarded / plain).toBeLessThan(MOST);
});
