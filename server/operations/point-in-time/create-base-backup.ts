import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { chmod, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { TraxError } from "@/server/platform/errors";
import { traxVersion } from "@/server/platform/version";
import { type BaseBackup, type BaseManifest, baseNames } from "./base-manifest";
import { syncDisk } from "./sync-disk";
import { archiveFolders } from "./wal-archive";

/** Contents that a server makes anew, or that belong to the moment; see "Making a Base Backup Using the Low Level API" in
 * PostgreSQL's manual. The folders themselves must be there. */
const emptied = new Set([
  "pg_wal",
  "pg_replslot",
  "pg_dynshmem",
  "pg_notify",
  "pg_serial",
  "pg_snapshots",
  "pg_stat_tmp",
  "pg_subtrans",
]);
const leftOut = new Set(["postmaster.pid", "postmaster.opts", "backup_label", "tablespace_map"]);
/** Copied last: it says how the rest is to be read. */
const control = "global/pg_control";

const ARCHIVE_PATIENCE_MS = 120_000;

export interface BaseBackupOptions {
  /** Of the superuser of the embedded server. */
  connectionString: string;
  dataDir: string;
  archive: string;
  onProgress?: (line: string) => void;
}

/** Copies the files of a running server whose log is archived. It bears its name only when it is whole, and on the disk.
 * @throws what the server or the disk says */
export async function createBaseBackup(options: BaseBackupOptions): Promise<BaseBackup> {
  const { connectionString, dataDir, archive, onProgress } = options;
  const startedAt = new Date();
  const name = startedAt.toISOString().replace(/\.\d+/, "").replace(/[-:]/g, "");
  const target = path.join(archiveFolders.base(archive), name);
  const draft = `${target}.partial`;
  await removeDrafts(archive);
  await mkdir(path.join(draft, baseNames.data), { recursive: true, mode: 0o700 });
  // The session that begins a backup has to be there at its end.
  const client = new pg.Client({ connectionString });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query(`SET statement_timeout = ${ARCHIVE_PATIENCE_MS}`);
    const { rows: starts } = await client.query<{ segment: string; version: string }>(
      "SELECT pg_walfile_name(pg_backup_start('trax', true)) AS segment, current_setting('server_version') AS version",
    );
    onProgress?.("copying the database's files");
    const { files, folders } = await copyCluster(dataDir, path.join(draft, baseNames.data));
    // It waits until the log up to here is archived.
    const { rows: stops } = await client
      .query<{ lsn: string; label: string; spaces: string }>(
        "SELECT lsn::text, labelfile AS label, spcmapfile AS spaces FROM pg_backup_stop(true)",
      )
      .catch((error: Error) => {
        if (!/statement timeout/.test(error.message)) throw error;
        throw new TraxError("ARCHIVE_UNWRITABLE", {
          reason: `nothing was archived within ${ARCHIVE_PATIENCE_MS / 1_000} seconds.`,
        });
      });
    const [start, stop] = [starts[0], stops[0]];
    if (!start || !stop) throw new Error("the server did not say where the backup begins and ends.");
    if (stop.spaces.trim() !== "") throw new Error("tables lie in tablespaces, which Trax does not make.");
    files.push(await writeLabel(path.join(draft, baseNames.data), stop.label));
    const manifest: BaseManifest = {
      format: "trax-base-backup",
      formatVersion: 1,
      traxVersion,
      postgresVersion: start.version,
      startedAt: startedAt.toISOString(),
      stoppedAt: new Date().toISOString(),
      timeline: Number.parseInt(start.segment.slice(0, 8), 16),
      startSegment: start.segment,
      stopLsn: stop.lsn,
      folders,
      files,
    };
    const content = JSON.stringify(manifest);
    const sum = createHash("sha256").update(content).digest("hex");
    await writeFile(path.join(draft, baseNames.manifest), content, { mode: 0o600 });
    await writeFile(path.join(draft, baseNames.manifestSum), `${sum}\n`, { mode: 0o600 });
    // Once for all files: a database has a thousand small ones.
    await syncDisk(draft);
    await rename(draft, target);
    await syncDisk(path.dirname(target));
    return { path: target, manifest };
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

type CopiedFile = BaseManifest["files"][number];

async function copyCluster(from: string, to: string): Promise<{ files: CopiedFile[]; folders: string[] }> {
  const files: CopiedFile[] = [];
  const folders: string[] = [];
  async function walk(folder: string): Promise<void> {
    for (const entry of await readdir(path.join(from, folder), { withFileTypes: true }).catch(
      ignoreMissing,
    )) {
      const name = folder ? `${folder}/${entry.name}` : entry.name;
      if (leftOut.has(name) || name === control || /^pgsql_tmp|^pg_internal\.init/.test(entry.name)) continue;
      if (entry.isDirectory()) {
        folders.push(name);
        await mkdir(path.join(to, name), { mode: 0o700 });
        if (!emptied.has(name)) await walk(name);
        else if (name === "pg_wal") folders.push(...(await makeLogFolders(to)));
      } else if (entry.isFile()) {
        const copied = await copyFile(from, to, name);
        if (copied) files.push(copied);
      }
    }
  }
  await walk("");
  const last = await copyFile(from, to, control);
  if (!last) throw new Error(`${control} is not there.`);
  files.push(last);
  return { files, folders };
}

async function makeLogFolders(to: string): Promise<string[]> {
  const names = ["pg_wal/archive_status", "pg_wal/summaries"];
  for (const name of names) await mkdir(path.join(to, name), { mode: 0o700 });
  return names;
}

/** A file may grow, shrink or go while it is copied: the log tells the server what became of it.
 * @returns null for one that went */
async function copyFile(from: string, to: string, name: string): Promise<CopiedFile | null> {
  const hash = createHash("sha256");
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const target = path.join(to, name);
  try {
    const source = createReadStream(path.join(from, name));
    await pipeline(source, meter, createWriteStream(target, { flags: "wx", mode: 0o600 }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await rm(target, { force: true });
    return null;
  }
  return { name, bytes, sha256: hash.digest("hex") };
}

async function writeLabel(data: string, label: string): Promise<CopiedFile> {
  await writeFile(path.join(data, "backup_label"), label, { mode: 0o600 });
  await chmod(data, 0o700);
  const sha256 = createHash("sha256").update(label).digest("hex");
  return { name: "backup_label", bytes: Buffer.byteLength(label), sha256 };
}

/** Of base backups that came to nothing. */
async function removeDrafts(archive: string): Promise<void> {
  const folder = archiveFolders.base(archive);
  for (const name of await readdir(folder).catch(() => [])) {
    if (name.endsWith(".partial")) await rm(path.join(folder, name), { recursive: true, force: true });
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): [] {
  if (error.code === "ENOENT") return [];
  throw error;
}
