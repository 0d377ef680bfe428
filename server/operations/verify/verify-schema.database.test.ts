import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { listFindings, setUpWholeSystem } from "@/server/testing/whole-system";
import { rollback } from "../migrate";

const system = setUpWholeSystem();

describe("a system with rows of every kind and version", { timeout: 120_000 }, () => {
  it("is whole, and to look at it changes nothing", async () => {
    await system.fill();
    const before = await system.snapshot();
    const reports = await system.verify();
    expect(listFindings(reports)).toEqual([]);
    const states = reports.map(({ check, state }) => `${check} ${state}`);
    expect(states.slice(0, 6)).toEqual(
      ["schema", "constraints", "json", "files", "counters", "indexes"].map((check) => `${check} whole`),
    );
    expect(await system.snapshot()).toEqual(before);
    // The schema that was tried out and the extension that was used are gone again.
    const left = await system.run(
      `SELECT nspname FROM pg_namespace WHERE nspname LIKE 'trax_expected%'
       UNION ALL SELECT extname FROM pg_extension WHERE extname = 'amcheck'`,
    );
    expect(left).toEqual([]);
  });

  it("that is of an earlier version is asked to migrate, and judged by that version", async () => {
    await system.fill();
    const steps = (await system.run("SELECT migration_name AS name FROM _prisma_migrations ORDER BY 1")).map(
      ({ name }) => String(name),
    );
    await rollback({ connectionString: system.connectionString(), migrationsDir: system.migrationsDir });
    expect(listFindings(await system.verify())).toEqual([
      `schema: migration-pending: ${steps.at(-1)} was not taken yet`,
    ]);
  });
});

describe("a database that is none of this version", { timeout: 60_000 }, () => {
  it("is refused with the sentence for it: another program's, one of a newer Trax, one with an edited history", async () => {
    await system.run("CREATE TABLE theirs (id INTEGER)");
    await expect(system.verify()).rejects.toMatchObject({ code: "DATABASE_FOREIGN" });
    await system.run("DROP TABLE theirs");
    // Nothing at all is one that has every step before it.
    expect(listFindings(await system.verify())[0]).toBe(
      "schema: migration-pending: 001_initial was not taken yet",
    );
    await system.migrate();
    await system.run("UPDATE _prisma_migrations SET checksum = 'x' WHERE migration_name LIKE '002%'");
    await expect(system.repair()).rejects.toMatchObject({ code: "DATABASE_MIGRATION_EDITED" });
    await system.run(
      "UPDATE _prisma_migrations SET migration_name = '999_later' WHERE migration_name LIKE '002%'",
    );
    await expect(system.verify()).rejects.toMatchObject({ code: "DATABASE_NEWER_THAN_CODE" });
  });

  it("or is being migrated is left alone until that is over", async () => {
    await system.migrate();
    await system.run("DROP INDEX ix_exports_document_id");
    const migrating = new pg.Client(system.connectionString());
    await migrating.connect();
    await migrating.query("SELECT pg_advisory_lock(72707369)");
    let isOver = false;
    const repaired = system.repair().finally(() => {
      isOver = true;
    });
    await delay(1_500);
    expect(isOver).toBe(false);
    expect(await system.run("SELECT to_regclass('ix_exports_document_id') AS there")).toEqual([
      { there: null },
    ]);
    await migrating.end();
    expect(listFindings((await repaired).after ?? [])).toEqual([]);
  });
});

describe("what the schema lacks is named and put back", { timeout: 120_000 }, () => {
  const damages: [string, string[], RegExp[]][] = [
    ["an index", ["DROP INDEX ix_media_files_owner_id"], [/index-missing: ix_media_files_owner_id/]],
    [
      "an index over other columns",
      ["DROP INDEX ix_exports_document_id", "CREATE INDEX ix_exports_document_id ON exports (format)"],
      [/index-different: ix_exports_document_id is CREATE INDEX .*format.*, not .*document_id/],
    ],
    [
      "an index that is not valid",
      ["UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix_exports_document_id'::regclass"],
      [/index-invalid: ix_exports_document_id/],
    ],
    ["a partial unique index", ["DROP INDEX uq_batch_items_live"], [/index-missing: uq_batch_items_live/]],
    [
      "a primary key with what refers to it",
      ["ALTER TABLE workers DROP CONSTRAINT workers_pkey CASCADE"],
      [/constraint-missing: workers\.workers_pkey/, /constraint-missing: \w+\.\w+_claimed_by_fkey/],
    ],
    [
      "a CHECK",
      ["ALTER TABLE batch_items DROP CONSTRAINT batch_items_progress_check"],
      [/constraint-missing: batch_items\.batch_items_progress_check/],
    ],
    [
      "a CHECK that says something else",
      [
        "ALTER TABLE batch_items DROP CONSTRAINT batch_items_progress_check, ADD CONSTRAINT batch_items_progress_check CHECK (progress < 2)",
      ],
      [/constraint-different: batch_items\.batch_items_progress_check is .*2.*, not /],
    ],
    [
      "a CHECK that was not checked",
      [
        "ALTER TABLE users ADD CONSTRAINT aside CHECK (true)",
        "ALTER TABLE exports DROP CONSTRAINT exports_file_size_check",
        "ALTER TABLE exports ADD CONSTRAINT exports_file_size_check CHECK (file_size >= 0) NOT VALID",
      ],
      [/constraint-unchecked: exports\.exports_file_size_check/],
    ],
    [
      "a foreign key with another rule",
      [
        "ALTER TABLE batch_items DROP CONSTRAINT batch_items_document_id_fkey, ADD CONSTRAINT batch_items_document_id_fkey FOREIGN KEY (document_id) REFERENCES transcript_documents (id)",
      ],
      [/constraint-different: batch_items\.batch_items_document_id_fkey is .*, not .*SET NULL/],
    ],
    [
      "foreign keys whose triggers are off",
      ["ALTER TABLE exports DISABLE TRIGGER ALL"],
      [/constraint-off: exports\.exports_\w+_fkey is switched off/],
    ],
    [
      "triggers",
      [
        "DROP TRIGGER set_updated_at ON batch_items",
        "ALTER TABLE media_files DISABLE TRIGGER set_updated_at",
        "DROP TRIGGER log_event ON batch_items; CREATE TRIGGER log_event AFTER INSERT ON batch_items FOR EACH ROW EXECUTE FUNCTION log_item_event()",
      ],
      [
        /trigger-missing: batch_items\.set_updated_at/,
        /trigger-off: media_files\.set_updated_at/,
        /trigger-different: batch_items\.log_event/,
      ],
    ],
    [
      "a function with its triggers",
      ["DROP FUNCTION set_source_index CASCADE"],
      [/function-missing: set_source_index\(\)/, /trigger-missing: batch_items\.set_source_index/],
    ],
    [
      "a function of another body",
      [
        "CREATE OR REPLACE FUNCTION set_updated_at() RETURNS TRIGGER LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
      ],
      [/function-different: set_updated_at\(\)/],
    ],
    ["the view of version 1", ["DROP VIEW transcripts CASCADE"], [/view-missing: transcripts/]],
    [
      "a default and a NOT NULL",
      [
        "ALTER TABLE batch_items ALTER COLUMN progress DROP DEFAULT",
        "ALTER TABLE users ALTER COLUMN name DROP NOT NULL",
        "ALTER TABLE exports ALTER COLUMN file_size SET NOT NULL",
      ],
      [
        /column-different: batch_items\.progress defaults to nothing, not 0/,
        /column-different: users\.name may be NULL and must not/,
        /column-different: exports\.file_size must not be NULL and may/,
      ],
    ],
  ];
  for (const [what, statements, found] of damages) {
    it(what, async () => {
      await system.migrate();
      await system.run(...statements);
      await system.expectMended(...found);
    });
  }

  it("but not a table, a column or a type, with which data went", async () => {
    await system.migrate();
    await system.run(
      "DROP TABLE transcript_comments",
      "ALTER TABLE users DROP COLUMN email",
      "ALTER TABLE workers ALTER COLUMN version TYPE varchar(20)",
      "ALTER TABLE exports ADD COLUMN theirs INTEGER NOT NULL",
    );
    await system.expectLeft(
      /table-missing: transcript_comments/,
      /column-missing: users\.email/,
      /constraint-missing: users\.users_email_key/,
      /column-different: workers\.version is character varying\(20\), not text/,
      /column-foreign: exports\.theirs/,
    );
  });
});
