import pg from "pg";
import { describe, expect, it } from "vitest";
import { listFindings, setUpWholeSystem } from "@/server/testing/whole-system";
import { readMigrations } from "../read-migrations";
import { readSchema } from "../read-schema";
import { compareSchema } from "./compare-schema";
import { readExpectedSchema } from "./expected-schema";
import type { Finding } from "./finding";

const system = setUpWholeSystem();

describe("what is put back", { timeout: 120_000 }, () => {
  it("is taken for what it was: every rule, index, trigger, function and view at once", async () => {
    await system.migrate();
    await system.run(`DO $$
      DECLARE
        gone RECORD;
      BEGIN
        DROP VIEW transcripts CASCADE;
        FOR gone IN SELECT oid::regprocedure AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e') LOOP
          EXECUTE format('DROP FUNCTION %s CASCADE', gone.name);
        END LOOP;
        FOR gone IN SELECT conrelid::regclass AS relation, conname AS name FROM pg_constraint
          WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'u', 'c', 'f')
            AND conrelid <> '_prisma_migrations'::regclass LOOP
          EXECUTE format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', gone.relation, gone.name);
        END LOOP;
        FOR gone IN SELECT indexrelid::regclass AS name FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
          WHERE relnamespace = 'public'::regnamespace AND NOT indisprimary LOOP
          EXECUTE format('DROP INDEX %s', gone.name);
        END LOOP;
      END
      $$`);
    const { before, after, mends } = await system.repair();
    expect(mends.length).toBeGreaterThan(200);
    expect(mends.filter(({ refusal }) => refusal !== null)).toEqual([]);
    // Of each kind no more than the first are kept, and all are counted.
    expect(before[0]?.findings.filter(({ kind }) => kind === "constraint-missing")).toHaveLength(20);
    expect(before[0]?.counts["constraint-missing"]).toBeGreaterThan(100);
    expect(listFindings(after ?? [])).toEqual([]);
  });

  it("may be a column that the database derives, with its index and what that stands on", async () => {
    await system.migrate();
    const steps = await readMigrations(system.migrationsDir);
    const further = `CREATE EXTENSION IF NOT EXISTS citext;
      CREATE TEXT SEARCH CONFIGURATION own_words (COPY = pg_catalog.simple);
      ALTER TEXT SEARCH CONFIGURATION own_words DROP MAPPING FOR email;
      ALTER TEXT SEARCH CONFIGURATION own_words ALTER MAPPING FOR word WITH english_stem, simple;
      ALTER TABLE transcript_comments ADD COLUMN derived tsvector GENERATED ALWAYS AS (to_tsvector('own_words', text)) STORED;
      CREATE INDEX ix_derived ON transcript_comments USING gin (derived)`;
    const url = system.connectionString();
    const expected = await readExpectedSchema(url, [
      ...steps,
      { name: "further", up: further, down: "", checksum: "" },
    ]);
    if (!expected) throw new Error("the role of the tests may create a schema");
    const compare = async () => {
      const client = new pg.Client(url);
      await client.connect();
      const found = await readSchema(client).finally(() => client.end());
      const findings: Finding[] = [];
      compareSchema(expected, found, (finding) => findings.push(finding));
      return findings;
    };
    const findings = await compare();
    expect(findings.map(({ kind, subject }) => `${kind} ${subject}`)).toEqual([
      "extension-missing citext",
      "search-config-missing own_words",
      "column-missing transcript_comments.derived",
      "index-missing ix_derived",
    ]);
    for (const { mend } of findings) if (mend?.type === "sql") await system.run(...mend.statements);
    expect(await compare()).toEqual([]);
    await system.run("ALTER TABLE transcript_comments ALTER COLUMN derived DROP EXPRESSION");
    const [other, ...more] = await compare();
    expect(other).toMatchObject({ detail: "is not derived by the database" });
    expect(other?.mend).toBeUndefined();
    expect(more).toEqual([]);
    await system.run("ALTER TEXT SEARCH CONFIGURATION own_words DROP MAPPING FOR word");
    expect((await compare())[0]).toMatchObject({
      kind: "search-config-different",
      wayOut: expect.any(String),
    });
  });
});
