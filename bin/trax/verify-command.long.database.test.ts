import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runTrax } from "@/server/testing/run-trax";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";

let database: TestDatabase;
let home: string;

beforeEach(async () => {
  database = await createTestDatabase();
  home = await mkdtemp(path.join(tmpdir(), "trax-verify-"));
});
afterEach(async () => {
  await rm(home, { recursive: true, force: true });
  await database.close();
});

const run = (...args: string[]) => runTrax(args, { home, DATABASE_URL: database.connectionString });

// Each command is a process of its own, which takes a while to start.
describe("trax verify and trax repair", { timeout: 180_000 }, () => {
  it("say in a line for each check what is whole and what is not, and end with a code for scripts", async () => {
    const whole = await run("verify");
    expect(whole, whole.stderr).toMatchObject({ code: 0, stderr: "" });
    expect(whole.stdout).toMatch(/^✓ whole +schema +\d+ tables/);
    expect(whole.stdout).toContain("Everything that was checked is whole.");

    await mkdir(path.join(home, "media/exports"), { recursive: true });
    for (let at = 0; at < 23; at += 1) await writeFile(path.join(home, `media/exports/lost-${at}`), "x");
    const client = new pg.Client(database.connectionString);
    await client.connect();
    await client.query("DROP INDEX ix_exports_document_id");
    await client.end();

    const damaged = await run("verify", "--quick");
    expect(damaged.code).toBe(1);
    expect(damaged.stdout).toContain("✗ ix_exports_document_id of exports is missing (repair can mend this)");
    expect(damaged.stdout.match(/✗ exports\/lost-/g)).toHaveLength(20);
    expect(damaged.stdout).toContain("and 3 more of this kind");
    const lines = (await run("verify", "--json")).stdout.trim().split("\n");
    const reports = lines.map((line) => JSON.parse(line));
    expect(reports.map(({ check }) => check)).toEqual([
      "schema",
      "constraints",
      "json",
      "files",
      "counters",
      "indexes",
      "search",
    ]);
    expect(reports[3]).toMatchObject({ state: "damaged", counts: { "file-orphaned": 23 } });
    expect(reports[3].findings).toHaveLength(20);

    const planned = await run("repair");
    expect(planned).toMatchObject({ code: 1, stdout: expect.stringContaining("Nothing was changed.") });
    expect(planned.stdout.match(/would mend/g)?.length).toBe(24);
    const mended = await run("repair", "--apply", "--json");
    expect(mended.code, mended.stderr).toBe(0);
    expect(JSON.parse(mended.stdout)).toMatchObject({ applied: true, isWhole: true });
    expect((await run("verify")).code).toBe(0);
  });
});
