import { createReadStream, createWriteStream } from "node:fs";
import { chown, mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { isTraxError, TraxError } from "@/server/platform/errors";
import { checkFile } from "../backup/packed-file";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../embedded-postgres";
import { type BaseBackup, baseNames, listBases } from "./base-manifest";
import { syncDisk } from "./sync-disk";
import { findTimelineAt, readTimelines, writeTimelines } from "./timeline-record";
import {
  archiveFolders,
  archiveSettings,
  fetchCommand,
  findGap,
  parseLsn,
  readAncestors,
  timelineName,
} from "./wal-archive";

export interface RestoreToTimeOptions {
  time: Date;
  /** Of the embedded server, which is stopped. */
  dataDir: string;
  archive: string;
  /** Brings the recovered database to this version and looks whether it is whole; what it throws ends the restore. */
  prove: (connectionString: string) => Promise<void>;
  onProgress?: (line: string) => void;
  now?: Date;
}

export interface RestoredToTime {
  base: string;
  timeline: number;
  /** The data as it was before: the restore point. */
  previousDataDir: string;
}

const ranOut = /recovery ended before configured recovery target was reached/;

/** Brings the embedded database back to a moment: a base backup and the log up to there become a cluster beside the
 * present one, which is proved and then takes its place by two renames. Before those, a failure leaves everything as it
 * was. What was there stays as `<dataDir>.before-restore` until the next restore.
 * @throws ARCHIVE_EMPTY, ARCHIVE_OUT_OF_REACH, ARCHIVE_GAP, BACKUP_DAMAGED, DATABASE_START_FAILED */
export async function restoreToTime(options: RestoreToTimeOptions): Promise<RestoredToTime> {
  const { time, dataDir, archive, prove, onProgress, now = new Date() } = options;
  const { bases, damaged } = await listBases(archive);
  for (const folder of damaged) onProgress?.(`left aside, for it is not as it was written: ${folder}`);
  const [oldest] = bases;
  if (!oldest) throw new TraxError("ARCHIVE_EMPTY", { folder: archive });
  const from = oldest.manifest.stoppedAt;
  if (time > now || time < new Date(from)) {
    throw new TraxError("ARCHIVE_OUT_OF_REACH", { time: time.toISOString(), from, to: now.toISOString() });
  }
  const record = await readTimelines(dataDir);
  const timeline = findTimelineAt(record, time);
  const base = await findBase(bases, { archive, time, timeline });
  if (!base) {
    throw new TraxError("ARCHIVE_OUT_OF_REACH", { time: time.toISOString(), from, to: now.toISOString() });
  }
  onProgress?.(`checking the base backup of ${base.manifest.stoppedAt}`);
  for (const file of base.manifest.files) await checkFile(base.path, `${baseNames.data}/${file.name}`, file);

  const recovering = `${dataDir}.recovering`;
  const recovery = { base, archive, recovering, dataDir, timeline, onProgress };
  try {
    let server = await recover({ ...recovery, time }).catch(async (error: unknown) => {
      if (!isTraxError(error) || error.code !== "DATABASE_START_FAILED") throw error;
      // A log with a hole ends a recovery in several ways, by where the hole is.
      const gap = await findGap(archive, base.manifest.startSegment);
      if (gap !== null)
        throw new TraxError("ARCHIVE_GAP", { segment: gap.toString(), time: time.toISOString() });
      if (!ranOut.test(error.message)) throw error;
      return null;
    });
    // Nothing was written between the end of the log and the time: the end is how it was then.
    server ??= await recover({ ...recovery, time: null });
    let promoted: number;
    try {
      promoted = await findTimeline(server.connectionString);
      onProgress?.("proving it");
      await prove(server.connectionString);
    } finally {
      await server.stop();
    }
    await syncDisk(recovering);
    await writeTimelines(recovering, [
      ...(record.length > 0 ? record : [{ timeline: 1, since: new Date(0).toISOString() }]),
      { timeline: promoted, since: new Date().toISOString() },
    ]);
    onProgress?.("taking over");
    const previousDataDir = `${dataDir}.before-restore`;
    await rm(previousDataDir, { recursive: true, force: true });
    await rename(dataDir, previousDataDir);
    await rename(recovering, dataDir).catch(async (error: unknown) => {
      await rename(previousDataDir, dataDir);
      throw error;
    });
    return { base: path.basename(base.path), timeline: promoted, previousDataDir };
  } finally {
    await rm(recovering, { recursive: true, force: true });
    for (const ending of ["password", "supervisor", "log"])
      await rm(`${recovering}.${ending}`, { force: true });
  }
}

/** The newest that was whole by the time, on the timeline or on an ancestor before it was left. */
async function findBase(
  bases: BaseBackup[],
  { archive, time, timeline }: { archive: string; time: Date; timeline: number },
): Promise<BaseBackup | null> {
  const ancestors = new Map(await readAncestors(archive, timeline));
  const found = bases.findLast(({ manifest }) => {
    if (new Date(manifest.stoppedAt) > time) return false;
    if (manifest.timeline === timeline) return true;
    const left = ancestors.get(manifest.timeline);
    return left !== undefined && parseLsn(manifest.stopLsn) <= left;
  });
  return found ?? null;
}

interface RecoveryOptions {
  base: BaseBackup;
  archive: string;
  recovering: string;
  dataDir: string;
  timeline: number;
  time: Date | null;
  onProgress?: (line: string) => void;
}

/** @returns the server, which is past its recovery and takes writes */
async function recover(options: RecoveryOptions): Promise<EmbeddedPostgres> {
  const { base, archive, recovering, dataDir, timeline, time, onProgress } = options;
  onProgress?.(
    time ? `going on from there to ${time.toISOString()}` : "going on from there to the end of the log",
  );
  await rm(recovering, { recursive: true, force: true });
  const { uid, gid } = await stat(dataDir);
  const ids = process.getuid?.() === 0 ? { uid, gid } : null;
  const give = async (file: string) => {
    if (ids) await chown(file, ids.uid, ids.gid);
  };
  await mkdir(recovering, { mode: 0o700 });
  await give(recovering);
  for (const folder of base.manifest.folders) {
    await mkdir(path.join(recovering, folder), { recursive: true, mode: 0o700 });
    await give(path.join(recovering, folder));
  }
  for (const { name } of base.manifest.files) {
    const target = path.join(recovering, name);
    await copy(path.join(base.path, baseNames.data, name), target);
    await give(target);
  }
  await keepUnarchivedLog({ dataDir, recovering, timeline, give });
  await writeFile(path.join(recovering, "recovery.signal"), "", { mode: 0o600 });
  await give(path.join(recovering, "recovery.signal"));
  await copy(`${dataDir}.password`, `${recovering}.password`);
  return await startEmbeddedPostgres({
    dataDir: recovering,
    mustReach: [archiveFolders.wal(archive)],
    settings: {
      ...archiveSettings(archive),
      // Nobody sees it before it is where it should be.
      hot_standby: "off",
      restore_command: fetchCommand(archive),
      recovery_target_timeline: String(timeline),
      recovery_target_action: "promote",
      ...(time && { recovery_target_time: time.toISOString().replace("T", " ").replace("Z", "+00") }),
    },
    log: () => {},
  });
}

/** What a server that died had not archived yet is taken from its own folder. */
async function keepUnarchivedLog(options: {
  dataDir: string;
  recovering: string;
  timeline: number;
  give: (file: string) => Promise<void>;
}): Promise<void> {
  const { dataDir, recovering, timeline, give } = options;
  const log = path.join(dataDir, "pg_wal");
  for (const name of await readdir(log).catch(() => [])) {
    if (!/^[0-9A-F]{24}$/.test(name) || !name.startsWith(timelineName(timeline))) continue;
    const target = path.join(recovering, "pg_wal", name);
    await copy(path.join(log, name), target);
    await give(target);
  }
}

function copy(from: string, to: string): Promise<void> {
  return pipeline(createReadStream(from), createWriteStream(to, { mode: 0o600 }));
}

async function findTimeline(connectionString: string): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      "SELECT pg_walfile_name(pg_current_wal_lsn()) AS name",
    );
    return Number.parseInt(rows[0]?.name.slice(0, 8) ?? "1", 16);
  } finally {
    await client.end();
  }
}
