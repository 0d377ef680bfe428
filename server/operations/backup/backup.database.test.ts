import { randomInt } from "node:crypto";
import { cp, mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Storage } from "@/server/platform/storage";
import { createLocalStorage } from "@/server/platform/storage/local-storage";
import { fillTables } from "@/server/testing/fill-tables";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { startEmbeddedPostgres } from "../embedded-postgres";
import { migrate, rollback } from "../migrate";
import { readMigrations } from "../read-migrations";
import { checkBackup } from "./check-backup";
import { createBackup } from "./create-backup";
import { restoreBackup } from "./restore-backup";
import { databaseNameOf, withDatabaseName, withMaintenance } from "./scratch-database";
import { digestOf, listSequences, listTables } from "./table-data";
import { verifyBackup } from "./verify-backup";

const migrationsDir = fileURLToPath(new URL("../../../prisma/migrations", import.meta.url));
const mediaId = "5f0c2f3e-7b1a-4a52-9d0e-0123456789ab";
let database: TestDatabase;
let folder: string;
let storage: Storage;

beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
  folder = await mkdtemp(path.join(tmpdir(), "trax-backup-"));
  storage = createLocalStorage(path.join(folder, "media"));
});
afterEach(async () => {
  const previous = `${databaseNameOf(database.connectionString)}_before_restore`;
  await withMaintenance(database.connectionString, (client) =>
    client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(previous)} WITH (FORCE)`),
  );
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function withClient<T>(act: (client: pg.Client) => Promise<T>, name?: string): Promise<T> {
  const { connectionString } = database;
  const client = new pg.Client(name ? withDatabaseName(connectionString, name) : connectionString);
  await client.connect();
  return await act(client).finally(() => client.end());
}

/** Rows of every kind, of every version, and files of a recording. */
async function fill(): Promise<void> {
  const { connectionString } = database;
  for (const [index, { name }] of (await readMigrations(migrationsDir)).entries()) {
    await migrate({ connectionString, migrationsDir, to: name });
    await withClient((client) => fillTables(client, index + 1));
  }
  await withClient((client) =>
    client.query(
      `INSERT INTO media_files (id, file_path, file_name, file_size, download_status)
       VALUES ($1, 'sources/${mediaId}/original', 'talk.mp3', 5, 'completed')`,
      [mediaId],
    ),
  );
  await storage.write(`sources/${mediaId}/original`, "sound");
  await storage.write(`derived/${mediaId}/claim/master.wav`, Readable.from([Buffer.alloc(300_000, "wave")]));
  await storage.write("sources/of-nobody/original", "orphan");
}

const readAll = (name?: string) =>
  withClient(async (client) => {
    await client.query("SET timezone = 'UTC'");
    const tables: Record<string, unknown> = {};
    for (const table of await listTables(client)) tables[table.name] = await digestOf(client, table);
    return { tables, sequences: await listSequences(client) };
  }, name);

/** Databases beside this one with the rows of this test; tests of other files make such on the same server. */
async function listScratch(): Promise<string[]> {
  const { rows } = await withClient((client) =>
    client.query<{ name: string }>(
      "SELECT datname AS name FROM pg_database WHERE datname LIKE 'trax_scratch_%'",
    ),
  );
  const own: string[] = [];
  for (const { name } of rows) {
    const ours = withClient(
      (client) => client.query("SELECT FROM media_files WHERE id = $1", [mediaId]),
      name,
    );
    if ((await ours.catch(() => null))?.rowCount) own.push(name);
  }
  return own;
}

function findByte(files: { file: string; bytes: number }[], drawn: number): { file: string; at: number } {
  let at = drawn;
  for (const { file, bytes } of files) {
    if (at < bytes) return { file, at };
    at -= bytes;
  }
  throw new Error("no such byte");
}

const back = () =>
  createBackup({
    connectionString: database.connectionString,
    storage,
    folder: path.join(folder, "backups"),
  });
const restore = (from: string) =>
  restoreBackup({
    connectionString: database.connectionString,
    migrationsDir,
    storage,
    folder: from,
    asideFolder: path.join(folder, "aside"),
  });

describe("a backup", () => {
  it("of a filled system brings every row, number and file back, and leaves what was there beside it", async () => {
    await fill();
    const before = await readAll();
    const { path: made, manifest } = await back();
    expect(manifest.files.map(({ key }) => key).sort()).toEqual([
      `derived/${mediaId}/claim/master.wav`,
      `sources/${mediaId}/original`,
    ]);
    expect(manifest.tables.find(({ name }) => name === "media_files")?.rows).toBeGreaterThan(5);
    // What those rows name was never there.
    expect(manifest.missing).toContain("exports/7.srt".replace("7", "1"));

    await withClient((client) =>
      client.query(
        "DELETE FROM transcript_segments; UPDATE media_files SET file_name = 'changed'; INSERT INTO users (name) VALUES ('x')",
      ),
    );
    await storage.write(`sources/${mediaId}/original`, "other sound");
    await storage.removePrefix(`derived/${mediaId}`);
    const changed = await readAll();

    const { previousDatabase } = await restore(made);
    expect(await readAll()).toEqual(before);
    expect(await readAll(previousDatabase)).toEqual(changed);
    expect(await text(await storage.openRead(`sources/${mediaId}/original`))).toBe("sound");
    expect(await storage.findSize(`derived/${mediaId}/claim/master.wav`)).toBe(300_000);
    const aside = createLocalStorage(path.join(folder, "aside"));
    expect(await text(await aside.openRead(`sources/${mediaId}/original`))).toBe("other sound");
    // And once more: the restore point of before gives way.
    await restore(made);
    expect(await readAll()).toEqual(before);
  }, 120_000);

  it("of an earlier version, with what a step back put aside, is brought forward", async () => {
    await fill();
    const { connectionString } = database;
    const newest = await readAll();
    const steps = await readMigrations(migrationsDir);
    // The last one that puts rows aside.
    const last = steps.findLastIndex(({ down }) => /CREATE TABLE archive_/.test(down));
    await rollback({ connectionString, migrationsDir, to: steps[last - 1]?.name ?? "" });
    const { path: made, manifest } = await back();
    expect(manifest.migrations).toHaveLength(last);
    expect(manifest.tables.some(({ name }) => name.startsWith("archive_"))).toBe(true);
    await restore(made);
    const { tables } = await readAll();
    const history = { _prisma_migrations: expect.anything() };
    expect({ ...tables, ...history }).toEqual({ ...newest.tables, ...history });
  }, 120_000);

  it("is proved without a change to the database", async () => {
    await fill();
    const before = await readAll();
    const { path: made } = await back();
    const given = { connectionString: database.connectionString, migrationsDir };
    const { broughtFindings } = await verifyBackup({ ...given, folder: made });
    // What some of its rows name was never there, and the backup says so without being at fault.
    expect(broughtFindings).toBeGreaterThan(0);
    expect(await readAll()).toEqual(before);
    expect(await listScratch()).toEqual([]);
  }, 60_000);

  it("in which one byte is another is never taken for whole", async () => {
    await migrate({ connectionString: database.connectionString, migrationsDir });
    await storage.write("exports/x", "text");
    const { path: made } = await back();
    const files: { file: string; bytes: number }[] = [];
    for (const entry of await readdir(made, { withFileTypes: true, recursive: true })) {
      const file = path.join(entry.parentPath, entry.name);
      if (entry.isFile()) files.push({ file, bytes: (await stat(file)).size });
    }
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    await checkBackup(made);
    for (let drawn = 0; drawn < 200; drawn++) {
      const { file, at } = findByte(files, randomInt(total));
      const handle = await open(file, "r+");
      const byte = Buffer.alloc(1);
      await handle.read(byte, 0, 1, at);
      const other = Buffer.from([(byte[0] as number) ^ (1 << randomInt(8))]);
      await handle.write(other, 0, 1, at);
      await expect(checkBackup(made), `${file} at ${at}`).rejects.toMatchObject({
        code: expect.stringMatching(/^BACKUP_/),
      });
      await handle.write(byte, 0, 1, at);
      await handle.close();
    }
    await checkBackup(made);
  }, 120_000);
});

describe("a restore that cannot be done changes nothing", () => {
  it("of a damaged, foreign, newer or missing backup, or while somebody is at work", async () => {
    await fill();
    const { path: made } = await back();
    await storage.write(`sources/${mediaId}/original`, "other sound");
    const before = await readAll();
    const change = async (name: string, alter: (copy: string) => Promise<void>) => {
      const copy = path.join(folder, name);
      await cp(made, copy, { recursive: true });
      await alter(copy);
      return copy;
    };
    const cases: [string, string][] = [
      [await change("cut", (copy) => rm(path.join(copy, "tables/users.copy.gz"))), "BACKUP_DAMAGED"],
      [
        await change("short", async (copy) => {
          const file = path.join(copy, `media/sources/${mediaId}/original.gz`);
          await writeFile(file, (await readFile(file)).subarray(0, 10));
        }),
        "BACKUP_DAMAGED",
      ],
      [await change("no-manifest", (copy) => rm(path.join(copy, "manifest.json"))), "BACKUP_FOREIGN"],
      [path.join(folder, "nowhere"), "BACKUP_FOREIGN"],
    ];
    const foreign = path.join(folder, "foreign");
    await mkdir(foreign);
    await writeFile(path.join(foreign, "manifest.json"), '{"name": "somebody else"}');
    cases.push([foreign, "BACKUP_FOREIGN"]);
    const newer = path.join(folder, "newer");
    await mkdir(newer);
    await writeFile(path.join(newer, "manifest.json"), '{"format": "trax-backup", "formatVersion": 2}');
    cases.push([newer, "BACKUP_NEWER"]);
    for (const [from, code] of cases) {
      await expect(restore(from), from).rejects.toMatchObject({ code });
    }
    await withClient(async () => {
      await expect(restore(made)).rejects.toMatchObject({ code: "DATABASE_BUSY" });
    });
    expect(await readAll()).toEqual(before);
    expect(await text(await storage.openRead(`sources/${mediaId}/original`))).toBe("other sound");
  }, 120_000);

  it("of which the integrity check says that what came out is not whole", async () => {
    await fill();
    const { path: made } = await back();
    await storage.write(`sources/${mediaId}/original`, "other sound");
    await withClient((client) => client.query("UPDATE media_files SET file_name = 'changed'"));
    const before = await readAll();
    const { connectionString } = database;
    const damages: [string, string][] = [
      ["DROP INDEX ix_media_files_owner_id", "ix_media_files_owner_id of media_files is missing"],
      ["ALTER TABLE exports DISABLE TRIGGER ALL", "is switched off"],
    ];
    for (const [damage, said] of damages) {
      let isDone = false;
      const restored = restoreBackup({
        connectionString,
        migrationsDir,
        folder: made,
        asideFolder: path.join(folder, "aside"),
        // The store itself, with something that happens to the other database while it is written to.
        storage: {
          ...storage,
          write: async (key, source) => {
            // Not once more when it is put back.
            const [scratch] = isDone ? [] : await listScratch();
            isDone = true;
            if (scratch) await withClient((client) => client.query(damage), scratch);
            return await storage.write(key, source);
          },
        },
      });
      await expect(restored).rejects.toMatchObject({
        code: "RESTORE_UNSOUND",
        message: expect.stringContaining(said),
      });
      expect(await readAll()).toEqual(before);
      expect(await text(await storage.openRead(`sources/${mediaId}/original`))).toBe("other sound");
      expect(await listScratch()).toEqual([]);
    }
  }, 120_000);
});

describe("a server that is killed in the middle", () => {
  it("leaves no backup that claims to be whole", async () => {
    const server = await startEmbeddedPostgres({
      dataDir: path.join(folder, "postgres"),
      settings: { fsync: "off" },
      log: () => {},
    });
    try {
      const { connectionString } = server;
      await migrate({ connectionString, migrationsDir });
      const client = new pg.Client(connectionString);
      client.on("error", () => {});
      await client.connect();
      await client.query(`INSERT INTO transcription_results (text_content)
        SELECT repeat(md5(n::text), 200) FROM generate_series(1, 20000) AS n`);
      const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      expect(rows[0]?.pid).toBeGreaterThan(0);
      const backups = path.join(folder, "backups");
      const made = createBackup({
        connectionString,
        storage,
        folder: backups,
        onProgress: (line) => {
          if (line === "table transcription_results")
            setTimeout(() => process.kill(server.pid, "SIGKILL"), 50);
        },
      });
      await expect(made).rejects.toMatchObject({ name: "TraxError" });
      expect((await readdir(backups)).filter((name) => !name.startsWith("."))).toEqual([]);
      await client.end().catch(() => {});
    } finally {
      await server.stop().catch(() => {});
    }
  }, 120_000);
});
