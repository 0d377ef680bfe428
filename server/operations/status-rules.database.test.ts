import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { batchStatuses, downloadStatuses, legalMoves, workStatuses } from "@/core/status/transitions";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { serializeStatusRules, statusRulesBegin, statusRulesEnd } from "./serialize-status-rules";

const migrationsDir = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

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

beforeEach(async () => {
  await client.query("BEGIN");
});

afterEach(async () => {
  await client.query("ROLLBACK");
});

const inserts = {
  batch_items: "INSERT INTO batch_items (task_type, task_data, status) VALUES ('t', '{}', $1) RETURNING id",
  v2_processing_jobs: "INSERT INTO v2_processing_jobs (job_type, status) VALUES ('t', $1) RETURNING id",
  batch_jobs: "INSERT INTO batch_jobs (name, total_files, status) VALUES ('b', 0, $1) RETURNING id",
  media_files:
    "INSERT INTO media_files (file_path, file_name, file_size, download_status) VALUES ('a', 'a', 0, $1) RETURNING id",
};

describe("the rules for statuses", () => {
  it("in the newest migration that has them are those of core/status now", async () => {
    const scripts = await Promise.all(
      (await readdir(migrationsDir, { withFileTypes: true }))
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort()
        .map((name) => readFile(`${migrationsDir}/${name}/migration.sql`, "utf8")),
    );
    const newest = scripts.findLast((script) => script.includes(statusRulesBegin)) ?? "";
    const held = newest.slice(
      newest.indexOf(statusRulesBegin) + statusRulesBegin.length,
      newest.indexOf(statusRulesEnd),
    );
    expect(held.trim()).toBe(serializeStatusRules());
  });

  it.each([
    ["batch_items", "status", workStatuses, legalMoves.work],
    ["v2_processing_jobs", "status", workStatuses, legalMoves.work],
    ["batch_jobs", "status", batchStatuses, legalMoves.batch],
    ["media_files", "download_status", downloadStatuses, legalMoves.download],
  ] as const)("let %s make every legal move and no other", async (table, column, statuses, moves) => {
    for (const from of statuses) {
      for (const to of statuses) {
        const { rows } = await client.query(inserts[table], [from]);
        await client.query("SAVEPOINT before");
        const moved = await client
          .query(`UPDATE ${table} SET ${column} = $1 WHERE id = $2`, [to, rows[0].id])
          .then(() => true)
          .catch(async (error: pg.DatabaseError) => {
            expect(error).toMatchObject({ code: "23514", constraint: "check_status_move", table, column });
            await client.query("ROLLBACK TO before");
            return false;
          });
        const isLegal = from === to || (moves as Record<string, readonly string[]>)[from]?.includes(to);
        expect(moved, `${from} to ${to}`).toBe(isLegal);
      }
    }
  });

  it.each(["batch_items", "v2_processing_jobs"] as const)("keep completed_at of %s", async (table) => {
    const now = table === "batch_items" ? "timezone('utc', now())" : "now()";
    const { rows } = await client.query(inserts[table], ["running"]);
    const { id } = rows[0];
    const read = async (expression: string) =>
      (await client.query(`SELECT ${expression} AS value FROM ${table} WHERE id = $1`, [id])).rows[0].value;
    await client.query("SET LOCAL TimeZone = 'Asia/Kathmandu'");
    await client.query(`UPDATE ${table} SET status = 'failed' WHERE id = $1`, [id]);
    expect(await read(`completed_at = ${now}`)).toBe(true);
    await client.query(`UPDATE ${table} SET status = 'pending' WHERE id = $1`, [id]);
    expect(await read("completed_at IS NULL")).toBe(true);
    // A start in another's future: this transaction is the older one.
    await client.query(`UPDATE ${table} SET status = 'running', started_at = ${now} + '1 h' WHERE id = $1`, [
      id,
    ]);
    await client.query(`UPDATE ${table} SET status = 'completed' WHERE id = $1`, [id]);
    expect(await read("completed_at = started_at")).toBe(true);
  });
});
