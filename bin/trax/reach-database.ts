import { existsSync } from "node:fs";
import path from "node:path";
import { getSettings, type Settings } from "@/server/platform/env";
import { isTraxError, TraxError } from "@/server/platform/errors";
import type { FileLock } from "@/server/platform/lock-file";
import { homeFolders } from "@/server/platform/storage";
import { lockHome } from "../supervisor/home-lock";
import { findJoinUrl, openDatabase } from "../supervisor/open-database";
import { exitCodes } from "./exit-codes";

/** For commands of administration, which ask for no table: the database that DATABASE_URL names, else the embedded one
 * of this home, started for the while.
 * @param mayJoin use the embedded one of a Trax that runs; else it must be stopped first
 * @param mayCreate make the embedded one when there is none
 * @throws TraxError ALREADY_RUNNING, DATABASE_ABSENT, DATABASE_START_FAILED, those of settings */
export async function withDatabaseUrl<T>(
  options: { mayJoin: boolean; mayCreate: boolean },
  act: (connectionString: string) => Promise<T>,
): Promise<T> {
  const settings = getSettings();
  if (settings.DATABASE_URL) return await act(settings.DATABASE_URL);
  const { TRAX_HOME: home } = settings;
  if (!options.mayCreate && !existsSync(path.join(homeFolders.postgres(), "PG_VERSION"))) {
    throw new TraxError("DATABASE_ABSENT", { home });
  }
  const held = await lockOrJoin(settings, options.mayJoin);
  if (typeof held === "string") return await act(held);
  try {
    const database = await openDatabase(settings, () => process.exit(exitCodes.unavailable));
    try {
      return await act(database.connectionString);
    } finally {
      await database.stop();
    }
  } finally {
    held.release();
  }
}

async function lockOrJoin({ TRAX_HOME }: Settings, mayJoin: boolean): Promise<FileLock | string> {
  try {
    return await lockHome(TRAX_HOME);
  } catch (error) {
    const url =
      mayJoin && isTraxError(error) && error.code === "ALREADY_RUNNING" && (await findJoinUrl(TRAX_HOME));
    if (!url) throw error;
    return url;
  }
}
