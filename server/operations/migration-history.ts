import { randomUUID } from "node:crypto";
import type { ClientBase } from "pg";
import { TraxError } from "@/server/platform/errors";
import { describeReason } from "./migration-connection";
import type { Migration } from "./read-migrations";

/** A step that the database has taken, as `_prisma_migrations` tells. */
export interface AppliedMigration {
  name: string;
  checksum: string;
  appliedAt: Date;
}

/** Creates the table of Prisma's own engine, column for column, so that it sees a history it knows.
 * @throws DATABASE_MIGRATION_FAILED where the user may not create tables */
export async function createHistory(client: ClientBase): Promise<void> {
  try {
    await client.query(historyTable);
  } catch (error) {
    throw new TraxError(
      "DATABASE_MIGRATION_FAILED",
      { migration: "001", statement: "CREATE TABLE _prisma_migrations", reason: describeReason(error) },
      { cause: error },
    );
  }
}

const historyTable = `
    CREATE TABLE IF NOT EXISTS _prisma_migrations (
      id VARCHAR(36) PRIMARY KEY NOT NULL,
      checksum VARCHAR(64) NOT NULL,
      finished_at TIMESTAMPTZ,
      migration_name VARCHAR(255) NOT NULL,
      logs TEXT,
      rolled_back_at TIMESTAMPTZ,
      started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
      applied_steps_count INTEGER NOT NULL DEFAULT 0
    )`;

/** Steps taken and not rolled back, first step first; none for a database without a history. */
export async function listAppliedMigrations(client: ClientBase): Promise<AppliedMigration[]> {
  const { rows: found } = await client.query<{ exists: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists",
  );
  if (!found[0]?.exists) return [];
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished_at: Date }>(`
    SELECT migration_name, checksum, finished_at FROM _prisma_migrations
    WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL
    ORDER BY migration_name COLLATE "C"`);
  return rows.map((row) => ({
    name: row.migration_name,
    checksum: row.checksum,
    appliedAt: row.finished_at,
  }));
}

/** Checks that the database stands on a step of this code, with each step as it was when it was taken.
 * @throws DATABASE_NEWER_THAN_CODE, DATABASE_MIGRATION_UNKNOWN, DATABASE_FOREIGN, DATABASE_MIGRATION_EDITED,
 *   DATABASE_MIGRATION_FAILED for a gap */
export function checkHistory(migrations: Migration[], applied: AppliedMigration[]): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  const unknown = applied.findLast((row) => !known.has(row.name));
  if (unknown) {
    if (!applied.some((row) => known.has(row.name))) {
      throw new TraxError("DATABASE_FOREIGN", { found: `the migration ${unknown.name}` });
    }
    const isNewer = unknown.name > (migrations.at(-1)?.name ?? "");
    throw new TraxError(isNewer ? "DATABASE_NEWER_THAN_CODE" : "DATABASE_MIGRATION_UNKNOWN", {
      migration: unknown.name,
    });
  }
  const edited = applied.find((row) => known.get(row.name)?.checksum !== row.checksum);
  if (edited) throw new TraxError("DATABASE_MIGRATION_EDITED", { migration: edited.name });
  for (const [index, row] of applied.entries()) {
    const expected = migrations[index];
    if (expected && expected.name !== row.name) {
      throw new TraxError("DATABASE_MIGRATION_FAILED", {
        migration: expected.name,
        statement: "the check of the history",
        reason: `it was never applied, yet the later ${row.name} was.`,
      });
    }
  }
}

export async function recordApplied(client: ClientBase, migration: Migration): Promise<void> {
  await client.query(
    `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
     VALUES ($1, $2, clock_timestamp(), $3, now(), 1)`,
    [randomUUID(), migration.checksum, migration.name],
  );
}

export async function recordRolledBack(client: ClientBase, name: string): Promise<void> {
  await client.query(
    "UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name = $1 AND rolled_back_at IS NULL",
    [name],
  );
}
