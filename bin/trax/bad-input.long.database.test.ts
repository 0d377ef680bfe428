import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createBackup } from "@/server/operations/backup/create-backup";
import { createLocalStorage } from "@/server/platform/storage/local-storage";
import { hashTables } from "@/server/testing/describe-schema";
import { runTrax } from "@/server/testing/run-trax";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";

/** What an administrator may get wrong, a line each: the command, and what the one sentence has to say. */

let folder: string;
let home: string;
let database: TestDatabase;
let foreign: TestDatabase;
let newer: TestDatabase;
let backup: string;

const inFolder = (name: string) => path.join(folder, name);
const withPort = (port: string) => {
  const url = new URL(database.connectionString);
  url.port = port;
  return url.href;
};

async function query(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** A copy of the good backup, spoilt. */
async function spoil(name: string, how: (copy: string) => Promise<unknown>): Promise<void> {
  await cp(backup, inFolder(name), { recursive: true });
  await how(inFolder(name));
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trax-bad-input-"));
  home = inFolder("home");
  await mkdir(path.join(home, "media"), { recursive: true });
  [database, foreign, newer] = await Promise.all([
    createTestDatabase(),
    createTestDatabase({ empty: true }),
    createTestDatabase(),
  ]);
  await query(
    database.connectionString,
    "INSERT INTO transcript_documents (title) VALUES ('What must stay')",
  );
  await query(foreign.connectionString, "CREATE TABLE orders (id INT); INSERT INTO orders VALUES (1)");
  await query(
    newer.connectionString,
    "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, started_at, applied_steps_count) VALUES ('999', 'x', '999_later', now(), now(), 1)",
  );
  const storage = createLocalStorage(path.join(home, "media"));
  const made = await createBackup({
    connectionString: database.connectionString,
    storage,
    folder: inFolder("backups"),
  });
  backup = made.path;
  await writeFile(inFolder("a-file"), "x");
  await mkdir(inFolder("not-empty"));
  await writeFile(inFolder("not-empty/mine.txt"), "x");
  await mkdir(inFolder("foreign-archive"));
  await writeFile(inFolder("foreign-archive/manifest.json"), '{"format": "zip"}');
  const documents = "tables/transcript_documents.copy.gz";
  await spoil("truncated", (copy) => truncate(path.join(copy, documents), 20));
  await spoil("lacking", (copy) => rm(path.join(copy, documents)));
  await spoil("half", (copy) => rm(path.join(copy, "manifest.json")));
  await spoil("of-later", async (copy) => {
    const file = path.join(copy, "manifest.json");
    const text = (await readFile(file, "utf8")).replace('"formatVersion":1', '"formatVersion":2');
    await writeFile(file, text);
  });
}, 120_000);

afterAll(async () => {
  await Promise.all([database.close(), foreign.close(), newer.close()]);
  await rm(folder, { recursive: true, force: true });
});

type Where = "good" | "closed" | "mysql" | "absent" | "foreign" | "newer";
const urls: Record<Where, () => string> = {
  good: () => database.connectionString,
  closed: () => withPort("1"),
  mysql: () => "mysql://127.0.0.1/trax",
  absent: () => Object.assign(new URL(database.connectionString), { pathname: "/trax_not_there" }).href,
  foreign: () => foreign.connectionString,
  newer: () => newer.connectionString,
};

const away = ["backup", "verify-backup BACKUP", "restore BACKUP", "verify", "repair", "export-data OUT"];
/** [database, command, what the sentence says] */
const lines: [Where, string, RegExp][] = [
  ...away.map((command): [Where, string, RegExp] => ["closed", command, /does not answer/]),
  ["mysql", "backup", /must look like postgres:\/\//],
  ["absent", "backup", /"trax_not_there" does not exist/],
  ["absent", "restore BACKUP", /"trax_not_there" does not exist/],
  ["foreign", "backup", /no database of Trax/],
  ...["verify", "repair"].map((command): [Where, string, RegExp] => [
    "foreign",
    command,
    /belongs to another program: it has the tables orders/,
  ]),
  ...["verify", "repair", "db migrate"].map((command): [Where, string, RegExp] => [
    "newer",
    command,
    /newer Trax/,
  ]),
  ["good", "backup --to FOLDER/a-file", /Nothing can be written to .*a-file/],
  ["good", "backup --to /proc/trax", /Nothing can be written to \/proc\/trax/],
  ["good", "backup --to FOLDER/x --nightly", /takes no --to/],
  ["good", "backup --base", /TRAX_WAL_ARCHIVE/],
  ["good", "restore", /either the folder of a backup or --to-time/],
  ["good", "restore --to-time 2026-01-01T00:00Z", /TRAX_WAL_ARCHIVE/],
  ...["verify-backup", "restore"].flatMap((command): [Where, string, RegExp][] => [
    ["good", `${command} FOLDER/not-there`, /no backup of Trax that can be read/],
    ["good", `${command} FOLDER/a-file`, /no backup of Trax that can be read/],
    ["good", `${command} FOLDER/foreign-archive`, /no backup of Trax that can be read/],
    ["good", `${command} FOLDER/half`, /no backup of Trax that can be read|not as it was written/],
    ["good", `${command} FOLDER/truncated`, /not as it was written: tables\/transcript_documents/],
    ["good", `${command} FOLDER/lacking`, /not as it was written: tables\/transcript_documents/],
    ["good", `${command} FOLDER/of-later`, /made by a newer Trax|not as it was written/],
  ]),
  ["good", "export-data FOLDER/not-empty", /is not empty/],
  ["good", "export-data FOLDER/a-file", /Nothing can be written to .*a-file/],
  ["good", "export-data /proc/trax", /Nothing can be written to \/proc\/trax/],
];

const listing = async () =>
  (await readdir(folder, { recursive: true })).filter((name) => !/home\/(?!media)/.test(name)).sort();

async function readState() {
  const hashes = [];
  for (const { connectionString } of [database, foreign, newer]) {
    const client = new pg.Client({ connectionString });
    await client.connect();
    hashes.push(await hashTables(client).finally(() => client.end()));
  }
  return { hashes, files: await listing() };
}

it("each ends in one sentence that names the thing, an exit code other than 0, and nothing changed", async () => {
  const before = await readState();
  const wrong: unknown[] = [];
  const queue = [...lines];
  const work = async () => {
    for (let line = queue.shift(); line; line = queue.shift()) {
      const [where, command, said] = line;
      const args = command
        .replace("BACKUP", backup)
        .replace("OUT", inFolder("out"))
        .replaceAll("FOLDER", folder)
        .split(" ");
      const { code, stdout, stderr } = await runTrax(args, { home, DATABASE_URL: urls[where]() });
      const sentences = stderr.trim().split("\n");
      const isClear = code !== 0 && said.test(sentences.at(-1) ?? "") && !/\n\s+at /.test(stderr);
      if (!isClear) wrong.push({ where, command, code, stdout, stderr });
    }
  };
  await Promise.all([work(), work(), work()]);
  expect(wrong).toEqual([]);
  expect(await readState()).toEqual(before);
}, 400_000);

/** Whether this account may have disks of its own, which nobody else sees. */
function mayMount(): boolean {
  try {
    execFileSync("unshare", ["-m", "true"], { stdio: "ignore" });
    return true;
  } catch {
    process.stdout.write("Full and read-only disks are not tried: this account may not mount any.\n");
    return false;
  }
}

it.runIf(mayMount()).each([
  ["a full disk", "size=4k", "backup --to DISK", /disk is full/i],
  ["a full disk", "size=4k", "export-data DISK/out", /disk is full/i],
  ["a disk that may only be read", "ro", "backup --to DISK/new", /Nothing can be written to/],
  ["a disk that may only be read", "ro", "backup --to DISK", /read-only/i],
  ["a disk that may only be read", "ro", "export-data DISK/out", /Nothing can be written to/],
])(
  "on %s (%s), %s says so and leaves nothing behind",
  async (_, option, command, said) => {
    const disk = inFolder("disk");
    await mkdir(disk, { recursive: true });
    const before = await readState();
    const { code, stdout, stderr } = await runTrax(command.replace("DISK", disk).split(" "), {
      home,
      DATABASE_URL: database.connectionString,
      disk: { folder: disk, option },
    });
    expect(code, stderr).not.toBe(0);
    expect(stderr.trim().split("\n").at(-1)).toMatch(said);
    // What is there then is listed: no backup, and none that is half done.
    expect(stdout.trim()).toMatch(/^(?:out)?$/);
    expect(await readState()).toEqual(before);
  },
  60_000,
);
