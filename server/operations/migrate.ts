import pg from "pg";
import { TraxError } from "@/server/platform/errors";
import {
  checkHistory,
  createHistory,
  listAppliedMigrations,
  recordApplied,
  recordRolledBack,
} from "./migration-history";
import { type Migration, readMigrations } from "./read-migrations";
import { splitSql } from "./split-sql";

// The lock that Prisma's own engine takes, so that neither runs while the other does.
const MIGRATION_LOCK = 72707369;

export type MigrateOptions = {
  migrationsDir: string;
  /** Folder that paths of an adopted database are relative to; read by the step that makes keys of them. */
  mediaRoot?: string;
  log?: (message: string) => void;
} & ({ connectionString: string } | { client: pg.ClientBase });

export interface MigrationStatus {
  name: string;
  state: "applied" | "pending" | "edited" | "unknown";
  appliedAt: Date | null;
}

/** Takes every step up to `to` (its number or name; the newest when left out). Each step is one transaction;
 * two calls at once do the work once, the second waits. Gives the names of the steps taken.
 * @throws DATABASE_UNREACHABLE, DATABASE_NEWER_THAN_CODE, DATABASE_MIGRATION_EDITED, DATABASE_MIGRATION_FAILED;
 * SETTING_INVALID when there is no step `to` */
export async function migrate(options: MigrateOptions & { to?: string }): Promise<string[]> {
  const migrations = await readMigrations(options.migrationsDir);
  const last = options.to === undefined ? migrations.length - 1 : findStep(migrations, options.to);
  return await withLock(options, async (client) => {
    await createHistory(client);
    const applied = await listAppliedMigrations(client);
    checkHistory(migrations, applied);
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

/** Steps down until `to` (its number or name; "000" for an empty database) is the newest step. What goes is kept in
 * archive tables, and the next `migrate` puts it back. Gives the names of the steps undone.
 * @throws as `migrate` */
export async function rollback(options: MigrateOptions & { to: string }): Promise<string[]> {
  const migrations = await readMigrations(options.migrationsDir);
  const last = findStep(migrations, options.to);
  return await withLock(options, async (client) => {
    const applied = await listAppliedMigrations(client);
    checkHistory(migrations, applied);
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
  throw new TraxError("SETTING_INVALID", {
    name: "--to",
    reason: `there is no migration ${to}; there are ${names}.`,
  });
}

async function runStep(
  client: pg.ClientBase,
  migration: Migration,
  script: string,
  mediaRoot: string | undefined,
  record: () => Promise<void>,
): Promise<void> {
  let current = { text: "BEGIN", line: 0 };
  try {
    await client.query("BEGIN");
    await client.query("SET LOCAL statement_timeout = 0");
    await client.query("SET LOCAL idle_in_transaction_session_timeout = 0");
    await client.query("SET LOCAL TimeZone = 'UTC'");
    await client.query("SELECT set_config('trax.media_root', $1, true)", [mediaRoot ?? ""]);
    for (current of splitSql(script)) await client.query(current.text);
    current = { text: "COMMIT", line: 0 };
    await record();
    await client.query("COMMIT");
  } catch (error) {
    // A connection that is gone has rolled back by itself.
    await client.query("ROLLBACK").catch(() => undefined);
    throw new TraxError(
      "DATABASE_MIGRATION_FAILED",
      {
        migration: migration.name,
        statement: describeStatement(current, error),
        reason: describeReason(error),
      },
      { cause: error },
    );
  }
}

/** Line in the script and the statement's beginning; Postgres gives a position for errors of syntax and names. */
function describeStatement(statement: { text: string; line: number }, error: unknown): string {
  if (statement.line === 0) return statement.text;
  const position = Number((error as { position?: string }).position ?? 1);
  const line = statement.line + statement.text.slice(0, position - 1).split("\n").length - 1;
  const beginning = statement.text.replace(/\s+/g, " ").slice(0, 120);
  return `line ${line}, ${beginning}`;
}

function describeReason(error: unknown): string {
  // A refused connection to a name with several addresses has no message of its own, only a code.
  const { message, detail, code } = error as { message?: string; detail?: string; code?: string };
  const reason = [message || code || String(error), detail].filter(Boolean).join("; ");
  return reason.endsWith(".") ? reason : `${reason}.`;
}

async function withLock<T>(options: MigrateOptions, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  return await withClient(options, async (client) => {
    // A session that waits for the lock must outlast the step of whoever holds it.
    const { rows: before } = await client.query<{ timeout: string }>(
      "SELECT current_setting('statement_timeout') AS timeout",
    );
    await client.query("SET statement_timeout = 0");
    try {
      const { rows } = await client.query<{ locked: boolean }>("SELECT pg_try_advisory_lock($1) AS locked", [
        MIGRATION_LOCK,
      ]);
      if (!rows[0]?.locked) {
        options.log?.("database: waiting for another process that migrates");
        await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
      }
      return await work(client);
    } finally {
      // Both may fail only when the connection is gone, and the lock with it.
      await client.query("SELECT pg_advisory_unlock($1)", [MIGRATION_LOCK]).catch(() => undefined);
      await client.query(`SET statement_timeout = '${before[0]?.timeout ?? "0"}'`).catch(() => undefined);
    }
  });
}

async function withClient<T>(
  options: MigrateOptions,
  work: (client: pg.ClientBase) => Promise<T>,
): Promise<T> {
  if ("client" in options) return await work(options.client);
  const client = new pg.Client({
    connectionString: options.connectionString,
    connectionTimeoutMillis: 10_000,
  });
  // Without a listener a connection that breaks between two queries would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw new TraxError(
      "DATABASE_UNREACHABLE",
      { host: describeHost(client), reason: describeReason(error) },
      { cause: error },
    );
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function describeHost(client: pg.Client): string {
  return `${client.host}:${client.port}`;
}
