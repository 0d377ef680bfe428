import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { createBackup } from "@/server/operations/backup/create-backup";
import { makeNightlyBackup } from "@/server/operations/backup/nightly-backup";
import { restoreBackup } from "@/server/operations/backup/restore-backup";
import { verifyBackup } from "@/server/operations/backup/verify-backup";
import { createBaseBackup } from "@/server/operations/point-in-time/create-base-backup";
import { TraxError } from "@/server/platform/errors";
import { getStorage, homeFolders } from "@/server/platform/storage";
import { callerPath } from "./caller-path";
import { exitCodes, UsageError } from "./exit-codes";
import { plain, printJson, printLine } from "./print";
import { withDatabaseUrl } from "./reach-database";

const migrationsDir = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

interface BackupCommandOptions {
  to?: string;
  nightly: boolean;
  base: boolean;
  json: boolean;
}

interface FolderOptions {
  folder: string;
  json: boolean;
}

/** @returns the exit code */
export function backupCommand({ to, nightly, base, json }: BackupCommandOptions): Promise<number> {
  if (base && (nightly || to !== undefined)) throw new UsageError("--base takes neither --to nor --nightly.");
  if (base) return baseCommand(json);
  if (nightly && to !== undefined) throw new UsageError("--nightly has its own folder and takes no --to.");
  if (nightly) return nightlyCommand(json);
  const folder = to === undefined ? homeFolders.backups() : callerPath(to);
  return withDatabaseUrl({ mayJoin: true, mayCreate: false }, async (connectionString) => {
    const { path: target, manifest } = await createBackup({
      connectionString,
      storage: getStorage(),
      folder,
      onProgress: say,
    });
    const { missing } = manifest;
    const counts = countAll(manifest);
    if (json) printJson({ path: target, ...counts, missing });
    else {
      printLine(target);
      say(`${counts.rows} rows of ${counts.tables} tables and ${counts.files} files.`);
      for (const key of missing) say(`Was missing already, and is in no backup: ${key}`);
    }
    return exitCodes.ok;
  });
}

function nightlyCommand(json: boolean): Promise<number> {
  // Whoever works or listens comes first.
  os.setPriority(os.constants.priority.PRIORITY_LOW);
  return withDatabaseUrl({ mayJoin: true, mayCreate: false }, async (connectionString) => {
    const folder = path.join(homeFolders.backups(), "nightly");
    const archive = homeFolders.walArchive();
    const record = await makeNightlyBackup({
      connectionString,
      migrationsDir,
      storage: getStorage(),
      folder,
      ...(archive && { base: { dataDir: homeFolders.postgres(), archive } }),
    });
    if (json) printJson(record);
    else printLine(path.join(folder, record.lastVerified?.name ?? ""));
    return exitCodes.ok;
  });
}

function baseCommand(json: boolean): Promise<number> {
  const archive = homeFolders.walArchive();
  if (!archive) throw new TraxError("ARCHIVE_OFF");
  return withDatabaseUrl({ mayJoin: true, mayCreate: false }, async (connectionString) => {
    const dataDir = homeFolders.postgres();
    const base = await createBaseBackup({ connectionString, dataDir, archive, onProgress: say });
    if (json) printJson({ path: base.path, from: base.manifest.stoppedAt });
    else {
      printLine(base.path);
      say(`Every moment from ${base.manifest.stoppedAt} on can be gone back to.`);
    }
    return exitCodes.ok;
  });
}

/** @returns the exit code */
export function verifyBackupCommand({ folder, json }: FolderOptions): Promise<number> {
  return withDatabaseUrl({ mayJoin: true, mayCreate: true }, async (connectionString) => {
    const { manifest, broughtFindings } = await verifyBackup({
      connectionString,
      migrationsDir,
      folder: callerPath(folder),
      onProgress: say,
    });
    const counts = countAll(manifest);
    if (json) printJson({ verified: true, createdAt: manifest.createdAt, broughtFindings, ...counts });
    else {
      printLine(`Whole: ${counts.rows} rows of ${counts.tables} tables and ${counts.files} files.`);
      if (broughtFindings > 0) say(broughtDamage(broughtFindings));
    }
    return exitCodes.ok;
  });
}

/** @returns the exit code */
export function restoreCommand({ folder, json }: FolderOptions): Promise<number> {
  return withDatabaseUrl({ mayJoin: false, mayCreate: true }, async (connectionString) => {
    const { manifest, previousDatabase, broughtFindings } = await restoreBackup({
      connectionString,
      migrationsDir,
      storage: getStorage(),
      folder: callerPath(folder),
      asideFolder: path.join(homeFolders.backups(), "before-restore"),
      onProgress: say,
    });
    const counts = countAll(manifest);
    if (json) {
      const { createdAt } = manifest;
      printJson({ restored: true, createdAt, previousDatabase, broughtFindings, ...counts });
    } else {
      printLine(
        `Restored as of ${manifest.createdAt}: ${counts.rows} rows of ${counts.tables} tables and ${counts.files} files.`,
      );
      say(`What was there before is in the database ${plain(previousDatabase)} until the next restore.`);
      if (broughtFindings > 0) {
        say(broughtDamage(broughtFindings));
      }
    }
    return exitCodes.ok;
  });
}

function countAll({ tables, files }: { tables: { rows: number }[]; files: unknown[] }) {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return { tables: tables.length, rows, files: files.length };
}

const say = (line: string) => void process.stderr.write(`${plain(line)}\n`);

function broughtDamage(findings: number): string {
  return `${findings} things were not whole already when it was made: npm run trax -- repair`;
}
