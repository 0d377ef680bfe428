import { createHash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, link, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import { isTraxError, TraxError, toTraxError } from "@/server/platform/errors";
import { makeFolder } from "@/server/platform/make-folder";
import type { Storage } from "@/server/platform/storage";
import { storageKeys } from "@/server/platform/storage";
import { traxVersion } from "@/server/platform/version";
import { listAppliedMigrations } from "../migration-history";
import {
  BACKUP_FORMAT_VERSION,
  type BackupManifest,
  backupNames,
  filePath,
  tablePath,
} from "./backup-manifest";
import { readManifest } from "./check-backup";
import { packFile } from "./packed-file";
import { copyTarget, digestOf, listSequences, listTables } from "./table-data";

export interface BackupOptions {
  connectionString: string;
  storage: Storage;
  /** Backups are folders in this one. */
  folder: string;
  /** A backup whose files are taken over, by a hard link where the disk can, as far as they did not change. */
  reuseFrom?: string | null;
  onProgress?: (line: string) => void;
}

/** A backup that is still written has this in its name; whoever finds one knows that it is not whole. */
const PARTIAL = ".partial-";
const ABANDONED_MS = 24 * 3_600_000;

/** Copies every table, as of one moment, and every file that its rows own. The folder gets its name only when every
 * byte of it is on the disk, with the manifest written last.
 * @returns the folder of the backup
 * @throws BACKUP_FAILED, FOLDER_UNWRITABLE, STORAGE_EXHAUSTED, those of the database */
export async function createBackup(
  options: BackupOptions,
): Promise<{ path: string; manifest: BackupManifest }> {
  const createdAt = new Date();
  const name = `trax-${createdAt.toISOString().replace(/[-:]|\.\d+/g, "")}`;
  await makeFolder(options.folder);
  await removeAbandoned(options.folder);
  const partial = path.join(options.folder, `${PARTIAL}${name}-${randomUUID().slice(0, 8)}`);
  try {
    await mkdir(partial, { mode: 0o700 });
    const { tables, sequences, migrations, owners, named } = await copyTables(options, partial);
    const { files, missing } = await copyFiles(options, partial, owners, named);
    const manifest: BackupManifest = {
      format: "trax-backup",
      formatVersion: BACKUP_FORMAT_VERSION,
      traxVersion,
      createdAt: createdAt.toISOString(),
      migrations,
      tables,
      sequences,
      files,
      missing,
    };
    const text = `${JSON.stringify(manifest)}\n`;
    await writeDurably(path.join(partial, backupNames.manifest), text);
    const sum = createHash("sha256").update(text).digest("hex");
    await writeDurably(path.join(partial, backupNames.manifestSum), `${sum}\n`);
    await syncFolders(partial);
    const target = await nameFolder(partial, path.join(options.folder, name));
    await syncFolder(options.folder);
    return { path: target, manifest };
  } catch (error) {
    await rm(partial, { recursive: true, force: true }).catch(() => {});
    throw refuseAs(error);
  }
}

interface CopiedTables extends Pick<BackupManifest, "tables" | "sequences" | "migrations"> {
  /** Folders of the store whose files belong to rows of the snapshot. */
  owners: Set<string>;
  /** Keys that rows of finished work name. */
  named: string[];
}

async function copyTables(options: BackupOptions, folder: string): Promise<CopiedTables> {
  const client = new pg.Client({
    connectionString: options.connectionString,
    application_name: "trax backup",
    options:
      "-c timezone=UTC -c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c datestyle=ISO",
  });
  // A session that dies is told by the statement that waits for it.
  client.on("error", () => {});
  await client.connect().catch((error: Error) => {
    throw new TraxError("DATABASE_UNREACHABLE", { host: client.host, reason: `${error.message}.` });
  });
  try {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const migrations = (await listAppliedMigrations(client)).map((row) => row.name);
    if (migrations.length === 0)
      throw new TraxError("BACKUP_FAILED", { reason: "this is no database of Trax." });
    const tables: BackupManifest["tables"] = [];
    for (const shape of await listTables(client)) {
      options.onProgress?.(`table ${shape.name}`);
      const digest = await digestOf(client, shape);
      const { packed } = await packFile(
        () => client.query(copyTo(`COPY ${copyTarget(shape)} TO STDOUT`)),
        path.join(folder, tablePath(shape)),
      );
      tables.push({ ...shape, ...digest, ...packed });
    }
    const sequences = await listSequences(client);
    const { rows: media } = await client.query<{ id: string; key: string; isWhole: boolean }>(
      `SELECT id::text, file_path AS key, download_status = 'completed' AS "isWhole" FROM media_files`,
    );
    const { rows: made } = await client.query<{ key: string }>("SELECT file_path AS key FROM exports");
    await client.query("COMMIT");
    const owners = new Set([
      ...media.flatMap(({ id }) => [storageKeys.source(id), storageKeys.derivedOf(id)]),
      ...made.map(({ key }) => key),
    ]);
    const whole = media.filter(({ isWhole }) => isWhole).map(({ key }) => key);
    return { tables, sequences, migrations, owners, named: [...whole, ...made.map(({ key }) => key)] };
  } finally {
    await client.end().catch(() => {});
  }
}

async function copyFiles(
  { storage, reuseFrom, onProgress }: BackupOptions,
  folder: string,
  owners: ReadonlySet<string>,
  named: readonly string[],
): Promise<Pick<BackupManifest, "files" | "missing">> {
  const files: BackupManifest["files"] = [];
  const known = new Map((await listReusable(reuseFrom)).map((file) => [file.key, file]));
  for (const prefix of [storageKeys.sources, storageKeys.derived, storageKeys.exports]) {
    for await (const { key, sizeBytes } of storage.listFiles(prefix)) {
      if (!owners.has(key) && !owners.has(key.split("/").slice(0, 2).join("/"))) continue;
      onProgress?.(`file ${key}`);
      const earlier = known.get(key);
      if (reuseFrom && earlier?.contentBytes === sizeBytes) {
        await takeOver(path.join(reuseFrom, filePath(earlier)), path.join(folder, filePath(earlier)));
        files.push(earlier);
        continue;
      }
      const written = await packFile(() => storage.openRead(key), path.join(folder, filePath({ key }))).catch(
        (error: unknown) => {
          // Deleted since it was listed.
          if (isTraxError(error) && error.code === "STORAGE_MISSING") return null;
          throw error;
        },
      );
      if (!written) continue;
      const { content, packed } = written;
      files.push({ key, contentBytes: content.bytes, contentSha256: content.sha256, ...packed });
    }
  }
  const there = new Set(files.map(({ key }) => key));
  return { files, missing: named.filter((key) => !there.has(key)) };
}

/** Keys name a file for good: one of the same length is the same. The proof of the backup would find that it is not. */
async function listReusable(folder: string | null | undefined): Promise<BackupManifest["files"]> {
  if (!folder) return [];
  return await readManifest(folder).then(
    ({ files }) => files,
    () => [],
  );
}

async function takeOver(from: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true, mode: 0o700 });
  await link(from, to).catch(() => copyFile(from, to, constants.COPYFILE_EXCL));
}

/** Two backups of one second stand beside each other. */
async function nameFolder(from: string, to: string): Promise<string> {
  for (let number = 1; ; number++) {
    const target = number === 1 ? to : `${to}-${number}`;
    if (await stat(target).catch(() => null)) continue;
    await rename(from, target);
    return target;
  }
}

/** What a backup that was killed left behind. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(PARTIAL)) continue;
    const info = await stat(path.join(folder, name)).catch(() => null);
    if (info && Date.now() - info.mtimeMs > ABANDONED_MS) {
      await rm(path.join(folder, name), { recursive: true, force: true });
    }
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolders(root: string): Promise<void> {
  for (const entry of await readdir(root, { withFileTypes: true, recursive: true })) {
    if (entry.isDirectory()) await syncFolder(path.join(entry.parentPath, entry.name));
  }
  await syncFolder(root);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

function refuseAs(error: unknown): TraxError {
  return toTraxError(error, "BACKUP_FAILED");
}
