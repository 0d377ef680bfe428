import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { measureGuardCost } from "@/server/testing/measure-guard-cost";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";

/** Of the update with every rule to one without any. */
const MOST = 3;

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.close();
});

it(`a move of a status costs at most ${MOST} times what it would without a rule`, async () => {
  const { guardedMs, plainMs } = await measureGuardCost(client, { rounds: 400 });
  const ratio = guardedMs / plainMs;
  process.stdout.write(
    `guarded ${guardedMs.toFixed(3)} ms, unguarded ${plainMs.toFixed(3)} ms, ratio ${ratio.toFixed(2)}\n`,
  );
  expect(ratio).toBeLessThan(MOST);
});
