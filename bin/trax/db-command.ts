import { fileURLToPath } from "node:url";
import { adoptDatabase } from "@/server/operations/adopt-database";
import { listPathsOutside } from "@/server/operations/list-paths-outside";
import {
  getMigrationStatus,
  type MigrateOptions,
  type MigrationStatus,
  migrate,
  rollback,
} from "@/server/operations/migrate";
import { isTraxError, TraxError } from "@/server/platform/errors";
import { callerPath } from "./caller-path";
import type { DbAction } from "./db-actions";
import { exitCodes, UsageError } from "./exit-codes";
import { plain, printJson, printLine, printTable, serializeMinute } from "./print";
import { withDatabaseUrl } from "./reach-database";

const migrationsDir = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

export interface DbCommandOptions {
  action: DbAction;
  to?: string;
  mediaRoot?: string;
  json: boolean;
}

/** Works on the database itself, before there is anything of Trax in it.
 * @returns the exit code */
export function dbCommand(options: DbCommandOptions): Promise<number> {
  const { action, to } = options;
  if (to !== undefined && (action === "status" || action === "adopt")) {
    throw new UsageError(`trax db ${action} takes no --to.`);
  }
  const reach = { mayJoin: action === "status", mayCreate: action === "migrate" };
  return withDatabaseUrl(reach, async (connectionString) => {
    const mediaRoot = options.mediaRoot === undefined ? undefined : callerPath(options.mediaRoot);
    const given: MigrateOptions = { connectionString, migrationsDir, mediaRoot, log: say };
    switch (action) {
      case "status":
        return printStatus(await getMigrationStatus(given), options.json);
      case "migrate":
        return await report(options, { taken: await migrate({ ...given, to }) }, connectionString);
      case "rollback":
        return await report(options, { undone: await rollback({ ...given, to }) }, connectionString);
      case "adopt":
        return await report(options, await adopt(given), connectionString);
    }
  });
}

const say = (line: string) => void process.stderr.write(`${line}\n`);

async function adopt(given: MigrateOptions) {
  try {
    return await adoptDatabase(given);
  } catch (error) {
    // The sentence holds the first of them.
    if (isTraxError(error) && error.code === "DATABASE_ADOPTION_REFUSED") {
      for (const difference of String(error.details.differences).split("; "))
        say(`differs: ${plain(difference)}`);
    }
    throw error;
  }
}

/** @throws TraxError that a start of Trax would end with */
function printStatus(steps: MigrationStatus[], json: boolean): number {
  if (json) for (const step of steps) printJson(step);
  else {
    const rows = steps.map(({ name, state, appliedAt }) => [
      plain(name),
      state,
      appliedAt ? serializeMinute(appliedAt) : "-",
    ]);
    printTable(["MIGRATION", "STATE", "APPLIED"], rows);
  }
  const unknown = steps.findLast(({ state }) => state === "unknown");
  const newestKnown = steps.findLast(({ state }) => state !== "unknown")?.name ?? "";
  if (unknown) {
    const code = unknown.name > newestKnown ? "DATABASE_NEWER_THAN_CODE" : "DATABASE_MIGRATION_UNKNOWN";
    throw new TraxError(code, { migration: plain(unknown.name) });
  }
  const edited = steps.find(({ state }) => state === "edited");
  if (edited) throw new TraxError("DATABASE_MIGRATION_EDITED", { migration: edited.name });
  return exitCodes.ok;
}

async function report(
  { action, json }: DbCommandOptions,
  done: { taken?: string[]; undone?: string[]; foundAt?: string; mended?: string[] },
  connectionString: string,
): Promise<number> {
  const outside = action === "rollback" ? [] : await listPathsOutside(connectionString);
  if (json) {
    printJson({ ...done, outside });
    return exitCodes.ok;
  }
  const steps = done.taken ?? done.undone ?? [];
  if (steps.length === 0) printLine("Nothing to do.");
  else printLine(`${action === "rollback" ? "Undone" : "Taken"}: ${steps.join(", ")}`);
  for (const statement of done.mended ?? []) printLine(`Mended: ${statement.replace(/\s+/g, " ")}`);
  for (const { table, original, key } of outside) {
    printLine(`Outside of --media-root (${table}): copy ${plain(original)} to the store as ${key}`);
  }
  return exitCodes.ok;
}
