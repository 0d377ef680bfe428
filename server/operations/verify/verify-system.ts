import pg, { type ClientBase } from "pg";
import type { Storage } from "@/server/platform/storage";
import { withClient } from "../migration-connection";
import { checkHistory, listAppliedMigrations } from "../migration-history";
import { readMigrations } from "../read-migrations";
import { readSchema, type SchemaShape } from "../read-schema";
import { requireOwnDatabase } from "../require-own-database";
import { checkConstraints } from "./check-constraints";
import type { CheckContext } from "./check-context";
import { checkCounters } from "./check-counters";
import { checkFiles } from "./check-files";
import { checkIndexes } from "./check-indexes";
import { checkJson } from "./check-json";
import { checkSearch } from "./check-search";
import { compareSchema } from "./compare-schema";
import { readExpectedSchema } from "./expected-schema";
import {
  type CheckName,
  type CheckOutcome,
  type CheckReport,
  checkNames,
  type Finding,
  type ReportFinding,
  runCheck,
} from "./finding";

export interface VerifyOptions {
  connectionString: string;
  migrationsDir: string;
  storage: Storage;
  /** Leaves checksums of files out. */
  isQuick?: boolean;
  /** How long a file may be there before its row is. */
  graceMs?: number;
  /** Hears of every finding; reports hold the first of each kind only. */
  visit?: (check: CheckName, finding: Finding) => void;
  onReport?: (report: CheckReport) => void;
}

/** A row follows its file at once, or after a pause of the process. */
const GRACE_MS = 5_000;

const sessionSettings =
  "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET TimeZone = 'UTC'; SET application_name = 'trax verify'";

/** Looks whether everything is whole, as of one moment, while Trax may be at work. Changes nothing.
 * @throws those of the history, where the database is not one that this version can judge: DATABASE_FOREIGN and others */
export async function verifySystem(options: VerifyOptions): Promise<CheckReport[]> {
  const { connectionString } = options;
  const migrations = await readMigrations(options.migrationsDir);
  return await withClient({ connectionString }, async (client) => {
    await client.query(sessionSettings);
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const applied = await listAppliedMigrations(client);
    checkHistory(migrations, applied);
    if (applied.length === 0) await requireOwnDatabase(client);
    const pending = migrations.slice(applied.length).map(({ name }) => name);
    const found = await readSchema(client);
    const expected = await readExpectedSchema(connectionString, migrations.slice(0, applied.length));
    const present = new pg.Pool({ connectionString, max: 2, application_name: "trax verify" });
    present.on("error", () => undefined);
    try {
      const isKnown = expected !== null;
      return await runChecks(options, {
        client,
        present,
        expected: expected ?? found,
        isKnown,
        found,
        pending,
      });
    } finally {
      await present.end();
    }
  });
}

interface Ground {
  client: ClientBase;
  present: CheckContext["present"];
  /** What the migrations make; where that could not be tried out, what is there. */
  expected: SchemaShape;
  isKnown: boolean;
  found: SchemaShape;
  pending: string[];
}

async function runChecks(options: VerifyOptions, ground: Ground): Promise<CheckReport[]> {
  const { expected, found, pending } = ground;
  const reports: CheckReport[] = [];
  const isLacking = [...expected.tables].some(([table, columns]) =>
    [...columns.keys()].some((column) => !found.tables.get(table)?.has(column)),
  );
  for (const check of checkNames) {
    const look = async (report: ReportFinding): Promise<CheckOutcome> => {
      if (check === "schema") return checkSchema(ground, report);
      if (needsNewest.has(check) && (isLacking || pending.length > 0)) {
        return { said: "the schema has to be whole first", isSkipped: true };
      }
      return checks[check]({
        ...ground,
        report,
        connectionString: options.connectionString,
        storage: options.storage,
        isQuick: options.isQuick ?? false,
        graceMs: options.graceMs ?? GRACE_MS,
      });
    };
    const report = await runCheck(check, (say) => readAround(ground.client, look, say), options.visit);
    options.onReport?.(report);
    reports.push(report);
  }
  return reports;
}

/** A page that cannot be read is a finding like any other, and keeps no other check from its work. */
async function readAround(
  client: ClientBase,
  look: (report: ReportFinding) => Promise<CheckOutcome>,
  report: ReportFinding,
): Promise<CheckOutcome> {
  await client.query("SAVEPOINT look");
  try {
    const outcome = await look(report);
    await client.query("RELEASE SAVEPOINT look");
    return outcome;
  } catch (error) {
    const { code = "", message } = error as { code?: string; message: string };
    // Damaged data, or an error of the disk.
    if (!/^(?:XX|58)/.test(code)) throw error;
    await client.query("ROLLBACK TO SAVEPOINT look");
    const wayOut =
      "The disk or its file system has lost data: check it, then restore a backup from before, npm run trax -- restore DIR.";
    report({
      kind: "data-unreadable",
      subject: "the database",
      detail: `cannot read it: ${message}`,
      wayOut,
    });
    return { said: "not all of it could be read" };
  }
}

const needsNewest = new Set<CheckName>(["json", "files", "counters"]);

const checks: Record<Exclude<CheckName, "schema">, (context: CheckContext) => Promise<CheckOutcome>> = {
  constraints: checkConstraints,
  json: checkJson,
  files: checkFiles,
  counters: checkCounters,
  indexes: checkIndexes,
  search: checkSearch,
};

async function checkSchema(
  { expected, isKnown, found, pending }: Ground,
  report: ReportFinding,
): Promise<CheckOutcome> {
  for (const name of pending) {
    const wayOut = "Take it: npm run trax -- db migrate.";
    report({ kind: "migration-pending", subject: name, detail: "was not taken yet", wayOut });
  }
  if (!isKnown) {
    const said =
      "the role may not create a schema, in which what is expected is tried out (GRANT CREATE ON DATABASE)";
    return { said, isSkipped: true };
  }
  compareSchema(expected, found, report);
  const { tables, constraints, indexes, triggers, functions } = expected;
  return {
    said: `${tables.size} tables, ${constraints.size} constraints, ${indexes.size} indexes, ${triggers.size} triggers, ${functions.size} functions`,
  };
}
