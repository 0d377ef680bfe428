import path from "node:path";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { TraxError } from "@/server/platform/errors";
import { migrate } from "../migrate";
import { readMigrations } from "../read-migrations";
import { type BackupManifest, type BackupTable, tablePath } from "./backup-manifest";
import { openPacked } from "./packed-file";
import { copyTarget, digestOf, listInLoadOrder, listTables } from "./table-data";

export interface LoadOptions {
  connectionString: string;
  migrationsDir: string;
  folder: string;
  manifest: BackupManifest;
  onProgress?: (line: string) => void;
}

/** Fills an empty database with a backup, at the version of the schema it was made at, and compares every table with
 * what the manifest says of it.
 * @throws BACKUP_NEWER, BACKUP_DAMAGED */
export async function loadBackup(options: LoadOptions): Promise<void> {
  const { connectionString, migrationsDir, manifest } = options;
  await requireKnownMigrations(migrationsDir, manifest);
  await migrate({ connectionString, migrationsDir, to: manifest.migrations.at(-1) as string });
  const client = new pg.Client({
    connectionString,
    application_name: "trax restore",
    options:
      "-c timezone=UTC -c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c datestyle=ISO",
  });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("BEGIN");
    await createArchives(client, manifest);
    const names = manifest.tables.map(({ name }) => name);
    const list = names.map(pg.escapeIdentifier).join(", ");
    await client.query(`TRUNCATE ${list} CASCADE`);
    // Triggers made these rows what they are; they are to stay that.
    for (const name of names) await alterTriggers(client, name, "DISABLE");
    const byName = new Map(manifest.tables.map((table) => [table.name, table]));
    for (const name of await listInLoadOrder(client, names)) {
      options.onProgress?.(`table ${name}`);
      await loadTable(client, options.folder, byName.get(name) as BackupTable);
    }
    for (const name of names) await alterTriggers(client, name, "ENABLE");
    for (const { name, lastValue, isCalled } of manifest.sequences) {
      await client.query("SELECT setval(to_regclass($1), $2::bigint, $3)", [
        pg.escapeIdentifier(name),
        lastValue,
        isCalled,
      ]);
    }
    await client.query("COMMIT");
    await client.query("ANALYZE");
  } finally {
    await client.end();
  }
}

async function requireKnownMigrations(migrationsDir: string, { migrations }: BackupManifest): Promise<void> {
  const known = (await readMigrations(migrationsDir)).map(({ name }) => name);
  const unknown = migrations.find((name, index) => known[index] !== name);
  if (unknown) throw new TraxError("BACKUP_NEWER", { what: `the migration ${unknown}` });
}

/** Tables that a step back had put aside: no step forward makes them. */
async function createArchives(client: pg.Client, { tables }: BackupManifest): Promise<void> {
  const there = new Set((await listTables(client)).map(({ name }) => name));
  for (const { name, columns } of tables) {
    if (there.has(name)) continue;
    if (!/^archive_\d{3}_/.test(name)) {
      throw new TraxError("BACKUP_DAMAGED", { file: name, reason: "no version of Trax has this table." });
    }
    const fields = columns.map((column) => `${pg.escapeIdentifier(column.name)} ${column.type}`);
    await client.query(`CREATE TABLE ${pg.escapeIdentifier(name)} (${fields.join(", ")})`);
  }
}

async function loadTable(client: pg.Client, folder: string, table: BackupTable): Promise<void> {
  const file = tablePath(table);
  try {
    await pipeline(
      openPacked(path.join(folder, file)),
      client.query(copyFrom(`COPY ${copyTarget(table)} FROM STDIN`)),
    );
  } catch (error) {
    throw new TraxError("BACKUP_DAMAGED", { file, reason: `${(error as Error).message}.` }, { cause: error });
  }
  const { rows, digest } = await digestOf(client, table);
  if (rows !== table.rows || digest !== table.digest) {
    throw new TraxError("BACKUP_DAMAGED", {
      file,
      reason: `its ${rows} rows are not the ${table.rows} that were written.`,
    });
  }
}

const alterTriggers = (client: pg.Client, table: string, what: "ENABLE" | "DISABLE") =>
  client.query(`ALTER TABLE ${pg.escapeIdentifier(table)} ${what} TRIGGER USER`);
