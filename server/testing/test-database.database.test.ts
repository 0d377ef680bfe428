import pg from "pg";
import { expect, it } from "vitest";
import { createTestDatabase } from "./test-database";

it("gives each caller a database of its own at the newest version", async () => {
  const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const counts: unknown[] = [];
  for (const { connectionString } of [first, second]) {
    const client = new pg.Client({ connectionString });
    await client.connect();
    await client.query("INSERT INTO transcript_documents (title) VALUES ('t')");
    counts.push(...(await client.query("SELECT count(*)::int AS documents FROM transcript_documents")).rows);
    await client.end();
  }
  expect(counts).toEqual([{ documents: 1 }, { documents: 1 }]);
  await Promise.all([first.close(), second.close()]);
});

it("fails on close when a session was left open, and names its last statement", async () => {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.connectionString });
  client.on("error", () => undefined);
  await client.connect();
  await client.query("SELECT 'forgotten'");
  await expect(database.close()).rejects.toThrow("SELECT 'forgotten'");
});
