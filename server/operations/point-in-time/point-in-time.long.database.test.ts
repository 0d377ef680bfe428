import { chmod, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../embedded-postgres";
import { findDataOwner } from "../embedded-postgres-account";
import { listBases } from "./base-manifest";
import { createBaseBackup } from "./create-base-backup";
import { pruneArchive } from "./prune-archive";
import { restoreToTime } from "./restore-to-time";
import { archiveFolders, archiveSettings, listArchived, prepareArchive } from "./wal-archive";

const PATIENCE = 180_000;

let home: string;
let dataDir: string;
let archive: string;
let server: EmbeddedPostgres | null;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), "trax-it's 100%-"));
  await chmod(home, 0o755);
  dataDir = path.join(home, "postgres");
  archive = path.join(home, "an archive");
  server = null;
});

afterEach(async () => {
  await server?.stop();
  await rm(home, { recursive: true, force: true });
});

async function start(): Promise<string> {
  await prepareArchive(archive, await findDataOwner(dataDir));
  server = await startEmbeddedPostgres({
    dataDir,
    settings: archiveSettings(archive),
    mustReach: [archiveFolders.wal(archive)],
    log: () => {},
  });
  return server.connectionString;
}

async function stop(): Promise<void> {
  await server?.stop();
  server = null;
}

async function query<T = { n: number }>(connectionString: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client
    .query(sql)
    .then(({ rows }) => rows as T[])
    .finally(() => client.end());
}

/** A moment that has a second to itself. */
async function aMoment(): Promise<Date> {
  await delay(600);
  const moment = new Date();
  await delay(600);
  return moment;
}

const restore = (time: Date, prove: (url: string) => Promise<void> = async () => {}) =>
  restoreToTime({ time, dataDir, archive, prove });
const rowsOf = async (url: string) => (await query(url, "SELECT n FROM notes ORDER BY n")).map(({ n }) => n);
const add = (url: string, n: number) => query(url, `INSERT INTO notes VALUES (${n})`);

it(
  "goes back to any moment, forth again, and along a line that was left",
  async () => {
    let url = await start();
    await query(url, "CREATE TABLE notes (n INT)");
    await add(url, 1);
    await createBaseBackup({ connectionString: url, dataDir, archive });
    await add(url, 2);
    const two = await aMoment();
    await add(url, 3);
    const three = await aMoment();
    await query(url, "DELETE FROM notes");
    await stop();

    const proved: number[] = [];
    const first = await restore(two, async (each) => void proved.push(...(await rowsOf(each))));
    expect(proved).toEqual([1, 2]);
    expect(first.timeline).toBe(2);
    url = await start();
    expect(await rowsOf(url)).toEqual([1, 2]);
    await add(url, 20);
    const twenty = await aMoment();
    await query(url, "TRUNCATE notes");
    // A crash leaves the newest of the log where it was.
    process.kill(server?.pid ?? 0, "SIGKILL");
    await stop();

    await restore(twenty);
    url = await start();
    expect(await rowsOf(url)).toEqual([1, 2, 20]);
    await stop();

    await restore(three);
    url = await start();
    expect(await rowsOf(url)).toEqual([1, 2, 3]);
    await stop();
    // Nothing happened since.
    await restore(new Date());
    url = await start();
    expect(await rowsOf(url)).toEqual([1, 2, 3]);
  },
  PATIENCE,
);

it(
  "leaves all as it was where a moment is out of reach, a file is damaged, a piece is missing or the proof fails",
  async () => {
    const url = await start();
    await query(url, "CREATE TABLE notes (n INT)");
    await expect(restore(new Date())).rejects.toMatchObject({ code: "ARCHIVE_EMPTY" });
    await createBaseBackup({ connectionString: url, dataDir, archive });
    const before = new Date(Date.now() - 3_600_000);
    for (let n = 0; n < 4; n += 1) {
      await add(url, n);
      await query(url, "SELECT pg_switch_wal()");
    }
    const late = await aMoment();
    await add(url, 99);
    await stop();
    await expect(restore(before)).rejects.toMatchObject({ code: "ARCHIVE_OUT_OF_REACH" });
    await expect(restore(new Date(Date.now() + 3_600_000))).rejects.toMatchObject({
      code: "ARCHIVE_OUT_OF_REACH",
    });
    await expect(
      restore(late, async () => {
        throw new Error("not whole");
      }),
    ).rejects.toThrow("not whole");

    const { bases } = await listBases(archive);
    const control = path.join(bases[0]?.path ?? "", "data/global/pg_control");
    const whole = await readFile(control);
    const flipped = Buffer.from(whole);
    flipped[100] = (flipped[100] ?? 0) ^ 1;
    await writeFile(control, flipped);
    await expect(restore(late)).rejects.toMatchObject({ code: "BACKUP_DAMAGED" });
    await writeFile(control, whole);

    const segments = (await listArchived(archive)).filter((name) => /^[0-9A-F]{24}$/.test(name)).sort();
    const lost = path.join(archiveFolders.wal(archive), `${segments.at(-3)}.gz`);
    await rename(lost, `${lost}.away`);
    await rm(path.join(dataDir, "pg_wal", segments.at(-3) ?? ""), { force: true });
    await expect(restore(late)).rejects.toMatchObject({ code: "ARCHIVE_GAP" });
    await rename(`${lost}.away`, lost);

    const again = await start();
    expect(await rowsOf(again)).toEqual([0, 1, 2, 3, 99]);
    expect((await readdir(home)).filter((name) => name.includes("recovering"))).toEqual([]);
  },
  PATIENCE,
);

it(
  "a base backup whose server dies leaves none that claims to be whole",
  async () => {
    const url = await start();
    await query(url, "CREATE TABLE notes AS SELECT generate_series(1, 200000) n");
    const making = createBaseBackup({
      connectionString: url,
      dataDir,
      archive,
      onProgress: () => process.kill(server?.pid ?? 0, "SIGKILL"),
    });
    await expect(making).rejects.toThrow();
    expect(await readdir(archiveFolders.base(archive))).toEqual([]);
  },
  PATIENCE,
);

it(
  "is kept where it is until the archive can be written again, and the server says so",
  async () => {
    const url = await start();
    const wal = archiveFolders.wal(archive);
    const askArchiver = async () =>
      (
        await query<{ archived: number; failed: number }>(
          url,
          "SELECT archived_count::int AS archived, failed_count::int AS failed FROM pg_stat_archiver",
        )
      )[0];
    await rename(wal, `${wal}.away`);
    await query(url, "CREATE TABLE notes (n INT)");
    await query(url, "SELECT pg_switch_wal()");
    await expect.poll(async () => (await askArchiver())?.failed, { timeout: 30_000 }).toBeGreaterThan(0);
    await rename(`${wal}.away`, wal);
    await add(url, 1);
    await query(url, "SELECT pg_switch_wal()");
    await expect.poll(async () => (await askArchiver())?.archived, { timeout: 90_000 }).toBeGreaterThan(1);
    await expect(prepareArchive(path.join(home, "postgres.log"), null)).rejects.toMatchObject({
      code: "FOLDER_UNWRITABLE",
    });
  },
  PATIENCE,
);

it(
  "keeps the days it says, and the log they need",
  async () => {
    const url = await start();
    await query(url, "CREATE TABLE notes (n INT)");
    for (let n = 0; n < 3; n += 1) {
      await createBaseBackup({ connectionString: url, dataDir, archive });
      await add(url, n);
      await query(url, "SELECT pg_switch_wal()");
      await delay(1_100);
    }
    const inAWeek = new Date(Date.now() + 8 * 86_400_000);
    expect(await pruneArchive(archive, new Date())).toEqual({ bases: 0, segments: expect.any(Number) });
    const { bases } = await pruneArchive(archive, inAWeek);
    expect(bases).toBe(1);
    const left = await listBases(archive);
    expect(left.bases).toHaveLength(2);
    await stop();
    await restore(new Date());
    expect(await rowsOf(await start())).toEqual([0, 1, 2]);
  },
  PATIENCE,
);
