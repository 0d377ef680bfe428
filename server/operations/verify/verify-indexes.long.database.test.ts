import { describe, expect, it } from "vitest";
import { forgetProcessWide } from "@/server/platform/process-wide";
import { buildDocument } from "@/server/testing/factories";
import { listFindings, setUpWholeSystem } from "@/server/testing/whole-system";
import { verifySystem } from "./verify-system";

const system = setUpWholeSystem();

/** What is written meanwhile does not reach the index: the same as a page of it that the disk lost. */
async function writeWithoutIndex(index: string, write: () => Promise<unknown>): Promise<void> {
  const set = (isReady: boolean) =>
    system.run(
      `UPDATE pg_index SET indisready = ${isReady}, indisvalid = ${isReady} WHERE indexrelid = '${index}'::regclass`,
    );
  await set(false);
  await write();
  await set(true);
}

describe("an index that lacks rows of its table", { timeout: 120_000 }, () => {
  it("is named by amcheck and built again", async () => {
    await system.migrate();
    await writeWithoutIndex("ix_transcript_documents_owner_id", () =>
      system.withPrisma((prisma) => buildDocument(prisma, { mediaFileId: null })),
    );
    await system.expectMended(/index-corrupt: ix_transcript_documents_owner_id .*lacks matching index tuple/);
  });

  it("is left as it is when rows that are there twice keep it from being built, and that is said", async () => {
    await system.migrate();
    await system.run("INSERT INTO users (name, email) VALUES ('One', 'one@example.org')");
    await writeWithoutIndex("users_email_key", () =>
      system.run("INSERT INTO users (name, email) VALUES ('Two', 'two@example.org')"),
    );
    await system.run("INSERT INTO users (name, email) VALUES ('Three', 'two@example.org')");
    const findings = listFindings(await system.verify());
    expect(findings).toContainEqual(
      expect.stringMatching(/not-unique: users two@example\.org is there 2 times/),
    );
    const { mends } = await system.repair();
    // Building it again would fail for the rows that are there twice, and that is said.
    expect(mends.map(({ refusal }) => refusal)).toEqual([
      expect.stringContaining("could not create unique index"),
    ]);
  });

  it("is left unchecked, and said to be, where the role may not install amcheck", async () => {
    await system.migrate();
    const url = new URL(system.connectionString());
    const role = `trax_plain_${url.pathname.slice(-12).replace(/\W/g, "")}`;
    const name = url.pathname.slice(1);
    await system.run(
      `CREATE ROLE ${role} LOGIN PASSWORD 'plain'`,
      `GRANT CREATE ON DATABASE "${name}" TO ${role}`,
      `GRANT USAGE ON SCHEMA public TO ${role}`,
      `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`,
      `GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO ${role}`,
    );
    try {
      url.username = role;
      url.password = "plain";
      const look = () =>
        verifySystem({
          connectionString: url.toString(),
          migrationsDir: system.migrationsDir,
          storage: system.storage(),
          graceMs: 0,
        });
      const reports = await look();
      const indexes = reports.find(({ check }) => check === "indexes");
      expect(indexes).toMatchObject({
        state: "not-checked",
        said: expect.stringContaining("amcheck cannot be used"),
      });
      expect(listFindings(reports)).toEqual([]);
      expect(reports[0]).toMatchObject({ check: "schema", state: "whole" });
      // Nor a schema, to try out in it what is expected: rows are judged by the rules that are there.
      await system.run(`REVOKE CREATE ON DATABASE "${name}" FROM ${role}`);
      // What was tried out before, with the right, is known to this process.
      forgetProcessWide("expected-schemas");
      const [schema, constraints] = await look();
      expect(schema).toMatchObject({ state: "not-checked", said: expect.stringContaining("GRANT CREATE") });
      expect(constraints).toMatchObject({ state: "whole", said: expect.stringMatching(/^\d{3} rules/) });
    } finally {
      await system.run(`DROP OWNED BY ${role}`, `DROP ROLE ${role}`);
    }
  });
});

describe("a search index that lacks words of its table", { timeout: 120_000 }, () => {
  it("is named and built again; where there is none nothing is asked of it", async () => {
    await system.migrate();
    const there = await system.run(
      "SELECT indexname AS name FROM pg_indexes WHERE tablename = 'transcript_segments' AND indexdef ~ 'USING gin'",
    );
    let name = String(there[0]?.name ?? "");
    if (name === "") {
      expect((await system.verify()).at(-1)).toMatchObject({ check: "search", state: "not-checked" });
      name = "ix_own_search";
      await system.run(
        "ALTER TABLE transcript_segments ADD COLUMN own_search tsvector GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED",
        `CREATE INDEX ${name} ON transcript_segments USING gin (own_search) WITH (fastupdate = off)`,
      );
    }
    const lines = ["quotes ' and \\ backslashes o'clock", "ordinary words", "Ünïcode 東京 words"];
    await system.withPrisma((prisma) => buildDocument(prisma, { mediaFileId: null, lines }));
    expect((await system.verify()).at(-1)).toMatchObject({ check: "search", state: "whole", counts: {} });
    await writeWithoutIndex(name, () =>
      system.withPrisma((prisma) => buildDocument(prisma, { mediaFileId: null, lines: ["unheard words"] })),
    );
    await system.expectMended(
      new RegExp(`search-incomplete: ${name} finds 'words' in 2 rows of .* it stands in 3`),
      /search-incomplete: .*'unheard' in 0/,
    );
  });
});
