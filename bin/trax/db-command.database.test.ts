import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeSchema } from "@/server/testing/describe-schema";
import { runTrax } from "@/server/testing/run-trax";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";

let database: TestDatabase;
let home: string;

beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
  home = await mkdtemp(join(tmpdir(), "trax-db-"));
});

afterEach(async () => {
  await rm(home, { recursive: true, force: true });
  await database.close();
});

const run = (args: string[], url: string | null = database.connectionString) =>
  runTrax(["db", ...args], { home, ...(url !== null && { DATABASE_URL: url }) });

async function withClient<T>(act: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  return await act(client).finally(() => client.end());
}

// Each command is a process of its own, which takes a while to start.
describe("trax db", { timeout: 180_000 }, () => {
  it("goes up, tells where it stands, and goes down", async () => {
    const up = await run(["migrate", "--to", "5"]);
    expect(up).toMatchObject({ code: 0, stdout: expect.stringContaining("Taken: 001_initial, 002_") });
    const status = await run(["status", "--json"]);
    const states = status.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).state);
    expect(states.slice(0, 6)).toEqual([...Array(5).fill("applied"), "pending"]);
    expect((await run(["rollback"])).stdout).toBe("Undone: 005_documents_and_work\n");
    expect((await run(["rollback", "--to", "2", "--json"])).stdout).toBe(
      '{"undone":["004_v2_schema","003_batch_processing"],"outside":[]}\n',
    );
    expect(await run(["rollback", "--to", "4"])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("the database is at 002_ai_enhancement, which is earlier"),
    });
    expect(await run(["migrate", "--to", "1"])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("which is later"),
    });
  });

  it("takes over a database that an earlier Trax left, and lists what lies elsewhere", async () => {
    await run(["migrate", "--to", "3"]);
    await withClient((client) =>
      client.query(`DROP TABLE _prisma_migrations;
        INSERT INTO media_files (file_path, file_name, file_size) VALUES ('/old/disk/a.mp3', 'a', 1), ('/elsewhere/b.mp3', 'b', 1)`),
    );
    const refused = await run(["migrate"]);
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining("db adopt") });
    const adopted = await run(["adopt", "--media-root", "/old/disk"]);
    expect(adopted, adopted.stderr).toMatchObject({ code: 0 });
    expect(adopted.stdout).toMatch(
      /copy \/elsewhere\/b\.mp3 to the store as sources\/[-0-9a-f]{36}\/original/,
    );
    expect(adopted.stdout).not.toContain("a.mp3");
  });

  it("says in one sentence why it does nothing, with an exit code other than 0", async () => {
    const nothing = new URL(database.connectionString);
    nothing.pathname = "/trax_not_there";
    const closed = new URL(database.connectionString);
    closed.port = "1";
    for (const [url, said] of [
      [nothing.toString(), 'database "trax_not_there" does not exist'],
      [closed.toString(), "does not answer"],
      ["mysql://127.0.0.1/trax", "must look like postgres://"],
      ["postgres://u:p@127.0.0.1:port/x", "must look like postgres://"],
    ] as const) {
      const refused = await run(["migrate"], url);
      expect(refused.code, refused.stderr).toBe(3);
      expect(refused.stderr).toContain(said);
      expect(refused.stderr.trim().split("\n")).toHaveLength(1);
    }
    expect(await run(["status"], null)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("There is no database in"),
    });
  });

  it("leaves a database alone that Trax is at work with, that is newer, or whose history was edited", async () => {
    await run(["migrate"]);
    const schema = await withClient(describeSchema);
    const worker = new pg.Client({ connectionString: database.connectionString, application_name: "trax" });
    await worker.connect();
    const busy = await run(["rollback"]);
    await worker.end();
    expect(busy).toMatchObject({ code: 3, stderr: expect.stringContaining("Stop it on every machine") });
    for (const [sql, said] of [
      [
        "UPDATE _prisma_migrations SET checksum = 'x' WHERE migration_name LIKE '002%'",
        "its checksum differs",
      ],
      [
        "UPDATE _prisma_migrations SET migration_name = '004b_patch' WHERE migration_name LIKE '004%'",
        "does not know",
      ],
      [
        "UPDATE _prisma_migrations SET migration_name = '999_later' WHERE migration_name = '004b_patch'",
        "made by a newer Trax",
      ],
    ] as const) {
      await withClient((client) => client.query(sql));
      for (const action of ["status", "migrate", "rollback"]) {
        const refused = await run([action]);
        expect(refused.code, action).toBe(3);
        expect(refused.stderr, action).toContain(said);
      }
    }
    expect(await withClient(describeSchema)).toEqual(schema);
  });
});
