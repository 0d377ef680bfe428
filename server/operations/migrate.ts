import type { ClientBase } from "pg";
import { TraxError } from "@/server/platform/errors";
import { type MigrationConnection, withClient, withMigrationLock } from "./migration-connection";
import {
  checkHistory,
  createHistory,
  listAppliedMigrations,
  recordApplied,
  recordRolledBack,
} from "./migration-history";
import { type Migration, readMigrations } from "./read-migrations";
import { requireOwnDatabase } from "./require-own-database";
import { runStep } from "./run-step";

export type MigrateOptions = {
  migrationsDir: string;
  /** Folder that paths of an adopted database are relative to; read by the step that makes keys of them. */
  mediaRoot?: string;
} & MigrationConnection;

export interface MigrationStatus {
  name: string;
  state: "applied" | "pending" | "edited" | "unknown";
  appliedAt: Date | null;
}

/** Takes every step up to `to` (its number or name; the newest when left out). Each step is one transaction;
 * two calls at once do the work once, the second waits. Gives the names of the steps taken.
 * @throws DATABASE_UNREACHABLE, DATABASE_NEWER_THAN_CODE, DATABASE_MIGRATION_UNKNOWN, DATABASE_MIGRATION_EDITED,
 * DATABASE_MIGRATION_FAILED, DATABASE_FOREIGN, DATABASE_NOT_ADOPTED; SETTING_INVALID when there is no step `to` */
export async function migrate(options: MigrateOptions & { to?: string }): Promise<string[]> {
  const migrations = await readMigrations(options.migrationsDir);
  const last = options.to === undefined ? migrations.length - 1 : findStep(migrations, options.to);
  return await withMigrationLock(options, async (client) => {
    const applied = await listAppliedMigrations(client);
    checkHistory(migrations, applied);
    const newest = applied.at(-1)?.name;
    if (newest && last < applied.length - 1) {
      throw refuseStep(`the database is at ${newest}, which is later; going back is \`db rollback\`.`);
    }
    if (applied.length === 0) await requireOwnDatabase(client);
    await createHistory(client);
    const taken: string[] = [];
    for (const migration of migrations.slice(applied.length, last + 1)) {
      await runStep(client, migration, migration.up, options.mediaRoot, () =>
        recordApplied(client, migration),
      );
      options.log?.(`database: applied ${migration.name}`);
      taken.push(migration.name);
    }
    return taken;
  });
}

/** Steps down until `to` (its number or name; "000" for an empty database; one step when left out) is the newest step.
 * What goes is kept in archive tables, and the next `migrate` puts it back. Gives the names of the steps undone.
 * @throws as `migrate`; DATABASE_IN_USE */
export async function rollback(options: MigrateOptions & { to?: string }): Promise<string[]> {
  const migrations = await readMigrations(options.migrationsDir);
  return await withMigrationLock(options, async (client) => {
    const applied = await listAppliedMigrations(client);
    checkHistory(migrations, applied);
    const last = options.to === undefined ? applied.length - 2 : findStep(migrations, options.to);
    if (last >= applied.length) {
      const newest = applied.at(-1)?.name ?? "000";
      throw refuseStep(`the database is at ${newest}, which is earlier; going on is \`db migrate\`.`);
    }
    await requireIdle(client);
    const undone: string[] = [];
    for (const migration of migrations.slice(last + 1, applied.length).reverse()) {
      await runStep(client, migration, migration.down, options.mediaRoot, () =>
        recordRolledBack(client, migration.name),
      );
      options.log?.(`database: rolled back ${migration.name}`);
      undone.push(migration.name);
    }
    return undone;
  });
}

/** Every step that the code or the database knows, first step first. Changes nothing.
 * @throws DATABASE_UNREACHABLE */
export async function getMigrationStatus(options: MigrateOptions): Promise<MigrationStatus[]> {
  const migrations = await readMigrations(options.migrationsDir);
  const applied = await withClient(options, listAppliedMigrations);
  const known = migrations.map((migration): MigrationStatus => {
    const row = applied.find(({ name }) => name === migration.name);
    if (!row) return { name: migration.name, state: "pending", appliedAt: null };
    const state = row.checksum === migration.checksum ? "applied" : "edited";
    return { name: migration.name, state, appliedAt: row.appliedAt };
  });
  const unknown = applied
    .filter(({ name }) => !migrations.some((migration) => migration.name === name))
    .map(({ name, appliedAt }): MigrationStatus => ({ name, state: "unknown", appliedAt }));
  return [...known, ...unknown];
}

/** Index of the step that `to` names, -1 for "000". */
function findStep(migrations: Migration[], to: string): number {
  if (/^0+$/.test(to)) return -1;
  const wanted = /^\d+$/.test(to) ? `${to.padStart(3, "0")}_` : to;
  const index = migrations.findIndex(
    ({ name }) => name === wanted || (wanted.endsWith("_") && name.startsWith(wanted)),
  );
  if (index >= 0) return index;
  const names = migrations.map(({ name }) => name).join(", ");
  throw refuseStep(`there is no migration ${to}; there are ${names}.`);
}

/** An earlier schema would break whoever is at work. */
async function requireIdle(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ sessions: number }>(`
    SELECT count(*)::int AS sessions FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND starts_with(application_name, 'trax')`);
  const sessions = rows[0]?.sessions ?? 0;
  if (sessions > 0) throw new TraxError("DATABASE_IN_USE", { sessions });
}

function refuseStep(reason: string): TraxError {
  return new TraxError("SETTING_INVALID", { name: "--to", reason });
}
