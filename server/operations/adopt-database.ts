import type { ClientBase } from "pg";
import { TraxError } from "@/server/platform/errors";
import { compareTables } from "./compare-tables";
import { type MigrateOptions, migrate } from "./migrate";
import { withMigrationLock } from "./migration-connection";
import { createHistory, listAppliedMigrations, recordApplied } from "./migration-history";
import { type Migration, readMigrations } from "./read-migrations";
import { readTables, type TableShape } from "./read-tables";
import { splitSql } from "./split-sql";

/** The step that brought the view of the old name. */
const VIEW_STEP = 4;

export interface Adoption {
  /** The step that the database stood on. */
  foundAt: string;
  /** Statements that brought defaults, names and indexes into line; they touch no row. */
  mended: string[];
  /** Steps taken since. */
  taken: string[];
}

/** Takes over a database that holds the tables of an earlier Trax but no record of its migrations: finds the step it
 * stands on, compares every column, type, default and key with what that step makes, records the steps up to there,
 * and takes the others. Where a column differs nothing is changed.
 * @throws DATABASE_ADOPTION_NEEDLESS, DATABASE_ADOPTION_REFUSED; for the steps that follow as `migrate` */
export async function adoptDatabase(options: MigrateOptions): Promise<Adoption> {
  const migrations = await readMigrations(options.migrationsDir);
  return await withMigrationLock(options, async (client) => {
    const newest = (await listAppliedMigrations(client)).at(-1);
    if (newest) throw refuseNeedless(`its migrations are on record, up to ${newest.name}.`);
    await client.query("BEGIN");
    try {
      const adopted = await recordFoundSteps(client, migrations);
      await client.query("COMMIT");
      options.log?.(`database: taken over at ${adopted.foundAt}`);
      return { ...adopted, taken: await migrate({ ...options, client }) };
    } catch (error) {
      await client.query("ROLLBACK").catch(() => undefined);
      throw error;
    }
  });
}

async function recordFoundSteps(
  client: ClientBase,
  migrations: Migration[],
): Promise<Pick<Adoption, "foundAt" | "mended">> {
  const found = await readTables(client);
  const steps = migrations.slice(0, findStep(found));
  const foundAt = steps.at(-1)?.name;
  if (!foundAt) throw refuseNeedless("it has no tables of an earlier Trax.");
  const { differences, mends } = compareTables(await readExpectedTables(client, steps), found);
  if (steps.length >= VIEW_STEP) {
    if (found.has("transcripts")) differences.push("transcripts is a table beside transcription_results");
    else if (!(await hasView(client))) mends.push(getViewStatement(steps));
  }
  if (differences.length > 0) {
    throw new TraxError("DATABASE_ADOPTION_REFUSED", { step: foundAt, differences: differences.join("; ") });
  }
  for (const statement of mends) await client.query(statement);
  await createHistory(client);
  for (const step of steps) await recordApplied(client, step);
  return { foundAt, mended: mends };
}

/** How many steps made the tables that are there, by what each step brought. */
function findStep(found: Map<string, TableShape>): number {
  if (found.has("transcription_results")) return VIEW_STEP;
  if (found.has("batch_jobs") && found.has("media_files")) return 3;
  const transcripts = found.get("transcripts");
  if (!transcripts || !found.has("media_files")) return 0;
  return transcripts.columns.has("enhanced_content") ? 2 : 1;
}

/** What the steps make, tried out in the temporary schema of this session and taken back. */
async function readExpectedTables(client: ClientBase, steps: Migration[]): Promise<Map<string, TableShape>> {
  await client.query("SAVEPOINT expected; SET LOCAL search_path = pg_temp");
  for (const step of steps) for (const { text } of splitSql(step.up)) await client.query(text);
  const tables = await readTables(client);
  await client.query("ROLLBACK TO SAVEPOINT expected");
  return tables;
}

async function hasView(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query(
    "SELECT FROM pg_views WHERE schemaname = current_schema() AND viewname = 'transcripts'",
  );
  return rows.length > 0;
}

function getViewStatement(steps: Migration[]): string {
  const statements = splitSql(steps[VIEW_STEP - 1]?.up ?? "");
  const view = statements.find(({ text }) => text.startsWith("CREATE VIEW transcripts"));
  if (!view) throw new Error(`${steps[VIEW_STEP - 1]?.name} makes no view transcripts`);
  return view.text;
}

function refuseNeedless(reason: string): TraxError {
  return new TraxError("DATABASE_ADOPTION_NEEDLESS", { reason });
}
