import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { migrate } from "@/server/operations/migrate";
import { restoreToTime } from "@/server/operations/point-in-time/restore-to-time";
import { verifySystem } from "@/server/operations/verify/verify-system";
import { getSettings } from "@/server/platform/env";
import { TraxError } from "@/server/platform/errors";
import { getStorage, homeFolders } from "@/server/platform/storage";
import { lockHome } from "../supervisor/home-lock";
import { openDatabase } from "../supervisor/open-database";
import { exitCodes, UsageError } from "./exit-codes";
import { plain, printJson, printLine } from "./print";

const migrationsDir = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

/** Brings the embedded database of a stopped Trax back to a moment.
 * @returns the exit code */
export async function restoreToTimeCommand(given: { toTime: string; json: boolean }): Promise<number> {
  const time = parseTime(given.toTime);
  const archive = homeFolders.walArchive();
  if (!archive) throw new TraxError("ARCHIVE_OFF");
  const { TRAX_HOME } = getSettings();
  if (!existsSync(homeFolders.postgres())) throw new TraxError("DATABASE_ABSENT", { home: TRAX_HOME });
  say(`To ${time.toISOString()}.`);
  const home = await lockHome(TRAX_HOME);
  try {
    await archiveTheRest();
    const restored = await restoreToTime({
      time,
      dataDir: homeFolders.postgres(),
      archive,
      prove,
      onProgress: say,
    });
    if (given.json) printJson({ restored: true, time: time.toISOString(), ...restored });
    else {
      printLine(`The database is as it was at ${time.toISOString()}.`);
      say(`What was there before is in ${restored.previousDataDir} until the next restore.`);
      say(
        "Recordings that were deleted since are in the nightly backups; trax verify names those that are missing.",
      );
    }
    return exitCodes.ok;
  } finally {
    home.release();
  }
}

/** A server that ends in order archives all that it has; one that cannot start any more is gone back from all the same. */
async function archiveTheRest(): Promise<void> {
  try {
    const database = await openDatabase(getSettings(), () => {});
    await database.stop();
  } catch (error) {
    say(
      `The present database does not start (${(error as Error).message}) It is taken as it lies on the disk.`,
    );
  }
}

/** The schema of this version, and whether it is whole as a database; what became of files is not a recovery's to mend. */
async function prove(connectionString: string): Promise<void> {
  await migrate({ connectionString, migrationsDir });
  const wrong: string[] = [];
  await verifySystem({
    connectionString,
    migrationsDir,
    storage: getStorage(),
    isQuick: true,
    graceMs: 0,
    visit: (check, finding) => {
      if (finding.isNote || !["schema", "constraints", "indexes", "search"].includes(check)) return;
      if (wrong.length < 3) wrong.push(`${finding.subject} ${finding.detail}`);
    },
  });
  if (wrong.length > 0) throw new TraxError("RESTORE_UNSOUND", { what: wrong.join("; ") });
}

/** Without a zone it is a time of this machine's clock, as for people. */
function parseTime(text: string): Date {
  const time = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text) ? new Date(text.replace(" ", "T")) : null;
  if (!time || Number.isNaN(time.getTime()))
    throw new UsageError("--to-time takes a moment such as 2026-11-26T14:30 or 2026-11-26T13:30:05Z.");
  return time;
}

const say = (line: string) => void process.stderr.write(`${plain(line)}\n`);
