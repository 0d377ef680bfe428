import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { prepareQueue } from "@/server/jobs/queue";
import { startEmbeddedPostgres } from "@/server/operations/embedded-postgres";
import { migrate } from "@/server/operations/migrate";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { bundleEntry } from "@/server/testing/bundle-entry";
import { startFleet } from "../e2e/chaos/fleet";
import { quantile } from "./quantile";
import {
  countStatements,
  listDearestStatements,
  measureBare,
  measureLifecycle,
  measureSubmitToHeartbeat,
  resetStatements,
} from "./queue/queue-load";

const usage = "npm run bench -- queue [--pairs N] [--items N] [--json] [--profile]";
const CONCURRENCY = 8;
const MANY = 4;
const SUBMISSIONS = 40;
/** Bare jobs are so much faster that as many of them as items would be over before they can be timed. */
const BARE_TIMES = 4;

interface Rates {
  lifecycle: number;
  bare: number;
  statementsPerItem: number;
  submitToHeartbeatMs: number[];
}

/** What the life of a work item (submit, dispatch, claim, finish, settle) costs beside a bare job of the same queue on
 * the same server with the same total concurrency, in turns; and how both bear being spread over more processes. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      pairs: { type: "string", default: "5" },
      items: { type: "string", default: "800" },
      json: { type: "boolean", default: false },
      profile: { type: "boolean", default: false },
    },
  });
  const pairs = Number(values.pairs);
  const items = Number(values.items);
  if (!Number.isInteger(pairs) || pairs < 1 || !Number.isInteger(items) || items < 1)
    throw new Error(`Usage: ${usage}`);

  const home = mkdtempSync(path.join(tmpdir(), "trax-bench-queue-"));
  Object.assign(process.env, { TRAX_HOME: home, TRAX_LOG_LEVEL: "silent" });
  const postgres = await startEmbeddedPostgres({
    dataDir: path.join(home, "postgres"),
    settings: { shared_preload_libraries: "pg_stat_statements" },
    log: () => {},
  });
  const database = createDatabase(postgres.connectionString);
  try {
    await migrate({
      connectionString: postgres.connectionString,
      migrationsDir: path.resolve("prisma/migrations"),
    });
    await prepareQueue(database.pool);
    await database.pool.query("create extension pg_stat_statements");
    const options = { home, url: postgres.connectionString, items };
    // In turns, so that whatever else the machine does falls on both.
    const one: Rates[] = [];
    const many: Rates[] = [];
    for (let turn = 0; turn < pairs; turn += 1) {
      one.push(await measureSplit(database, { ...options, processes: 1, submissions: SUBMISSIONS / pairs }));
      if (values.profile && turn === 0) console.log((await listDearestStatements(database)).join("\n"));
      many.push(await measureSplit(database, { ...options, processes: MANY, submissions: 0 }));
    }
    print(one, many, values.json);
  } finally {
    await closeDatabase(database);
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

/** The same concurrency in one process or spread over several: one pair. */
async function measureSplit(
  database: Database,
  options: { home: string; url: string; items: number; processes: number; submissions: number },
): Promise<Rates> {
  const { home, url, items, processes } = options;
  const start = async (entry: string) =>
    startFleet({
      size: processes,
      file: await bundleEntry(entry),
      databaseUrl: url,
      direct: true,
      env: {
        TRAX_HOME: home,
        TRAX_LOG_LEVEL: "warn",
        TRAX_TEST_CONCURRENCY: String(CONCURRENCY / processes),
      },
      logsFolder: path.join(home, "logs"),
    });
  const fleets = [await start("bench/queue/noop-worker.ts"), await start("bench/queue/noop-bare-worker.ts")];
  try {
    await measureLifecycle(database, items / 2);
    await measureBare(database, items);
    await resetStatements(database);
    const lifecycle = await measureLifecycle(database, items);
    const statementsPerItem = (await countStatements(database)) / items;
    const bare = await measureBare(database, items * BARE_TIMES);
    const submitToHeartbeatMs: number[] = [];
    for (let turn = 0; turn < options.submissions; turn += 1)
      submitToHeartbeatMs.push(await measureSubmitToHeartbeat(database));
    return { lifecycle, bare, statementsPerItem, submitToHeartbeatMs };
  } finally {
    for (const fleet of fleets) await fleet.stop();
  }
}

function print(one: Rates[], many: Rates[], json: boolean): void {
  const medianOf = (rates: Rates[], pick: (rate: Rates) => number) => quantile(rates.map(pick), 0.5);
  const scales = one.map((single, turn) => {
    const spread = many[turn] as Rates;
    return spread.lifecycle / single.lifecycle / (spread.bare / single.bare);
  });
  const result = {
    lifecycleRatio: round(
      medianOf(one, ({ lifecycle, bare }) => lifecycle / bare),
      3,
    ),
    scaleRatio: round(quantile(scales, 0.5), 3),
    statementsPerItem: {
      one: round(
        medianOf(one, (rate) => rate.statementsPerItem),
        1,
      ),
      many: round(
        medianOf(many, (rate) => rate.statementsPerItem),
        1,
      ),
    },
    submitToHeartbeatP95Ms: Math.round(
      quantile(
        one.flatMap((rate) => rate.submitToHeartbeatMs),
        0.95,
      ),
    ),
    itemsPerSecond: one.map((rate) => Math.round(rate.lifecycle)),
    itemsPerSecondSpread: many.map((rate) => Math.round(rate.lifecycle)),
    bareJobsPerSecond: one.map((rate) => Math.round(rate.bare)),
    bareJobsPerSecondSpread: many.map((rate) => Math.round(rate.bare)),
  };
  console.log(
    json
      ? JSON.stringify(result)
      : Object.entries(result)
          .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
          .join("\n"),
  );
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
