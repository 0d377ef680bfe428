import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type OpenDatabase, openDatabase } from "@/bin/supervisor/open-database";
import { prepareDatabase } from "@/bin/supervisor/prepare-database";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";
import { homeFolders } from "@/server/platform/storage";
import { bundleEntry } from "@/server/testing/bundle-entry";
import { bareWorld } from "./bare-world";
import { cleanEnvironment } from "./child";
import { askPatiently, hitBackend, killDatabase } from "./database-faults";
import { createFaultMaker, dealFaults } from "./faults";
import { startFleet } from "./fleet";
import { listStatusEvents } from "./ledger";
import { watchOutages } from "./outages";
import { productWorld } from "./product-world";
import { createRandom } from "./random";
import { listRecoveries, percentile99 } from "./recovery";
import { startTraffic } from "./traffic";
import { startWebProcess } from "./web-process";

/** `npm run test:chaos -- --kills N [--seed S] [--json] [--bare] [--keep] [--recovery N]`: work goes on while processes are killed,
 * frozen and cut off; afterwards the database's own ledger is asked what was lost, doubled or written by a run that did
 * not hold its item. `--bare` does the same to the bare queue, which must fail; `--keep` leaves the home and its logs. */

const WORKERS = 3;
const HEARTBEAT_MS = 1_000;
const DATABASE_TIMEOUT_MS = 4_000;
/** Between two faults. */
const PAUSE_MS = [700, 2_000] as const;
/** A queue in which nothing ended for this long, twice the sweeper's longest patience, has run dry. */
const DRY_MS = 120_000;

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "10" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    json: { type: "boolean", default: false },
    bare: { type: "boolean", default: false },
    keep: { type: "boolean", default: false },
    /** Heartbeats within which an item of a killed worker must run again. */
    recovery: { type: "string", default: "5" },
  },
});
const maxRecovery = Number(values.recovery);
const kills = Number(values.kills);
if (!Number.isInteger(kills) || kills < 1) throw new Error("--kills takes a whole number from 1.");
const seed = Number(values.seed);
const random = createRandom(seed);
const world = values.bare ? bareWorld : productWorld;
const say = (line: string) => values.json || console.log(line);

const home = mkdtempSync(path.join(tmpdir(), "trax-chaos-"));
const env = {
  TRAX_HOME: home,
  TRAX_HEARTBEAT_MS: String(HEARTBEAT_MS),
  TRAX_DATABASE_TIMEOUT_MS: String(DATABASE_TIMEOUT_MS),
};
for (const name of Object.keys(process.env)) if (!(name in cleanEnvironment())) delete process.env[name];
Object.assign(process.env, env, { TRAX_LOG_LEVEL: "silent" });

const undo: (() => Promise<void> | void)[] = [
  () => {
    if (!values.keep) rmSync(home, { recursive: true, force: true });
  },
];
let cleaning: Promise<void> | null = null;
function cleanUp(): Promise<void> {
  cleaning ??= (async () => {
    for (const step of undo.splice(0).reverse()) await step();
  })();
  return cleaning;
}
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => void cleanUp().finally(() => process.exit(130)));
}

async function open(): Promise<{ server: OpenDatabase; database: Database }> {
  const server = await openDatabase(getSettings(), () => {
    console.error("The database could not be started again.");
    void cleanUp().finally(() => process.exit(1));
  });
  undo.push(() => server.stop());
  await prepareDatabase(server.connectionString);
  const database = createDatabase(server.connectionString, { size: 6 });
  undo.push(() => closeDatabase(database));
  await world.prepare(database.pool);
  return { server, database };
}

async function main(): Promise<boolean> {
  const file = await bundleEntry(world.workerEntry);
  const { server, database } = await open();
  const { pool, prisma } = database;
  const logsFolder = homeFolders.logs();
  const web = await startWebProcess({ ...env, DATABASE_URL: server.connectionString }, logsFolder);
  undo.push(() => web.stop());
  const fleet = await startFleet({
    ...{ size: WORKERS, file, databaseUrl: server.connectionString, logsFolder },
    env: { ...env, TRAX_LOG_LEVEL: "info" },
  });
  undo.push(() => fleet.stop());
  const watch = watchOutages(server.connectionString);
  undo.push(() => watch.stop());
  const acceptedFile = path.join(home, "accepted");
  const traffic = startTraffic(acceptedFile, world.everyMs, (turn) => world.createSubmission(prisma, turn));
  undo.push(() => traffic.stop());

  const startedMs = Date.now();
  say(`seed ${seed}: ${kills} faults on ${WORKERS} workers, one web process and the database`);
  const faults = createFaultMaker(
    {
      fleet,
      heartbeatMs: HEARTBEAT_MS,
      listBusyWorkers: () => world.listBusyWorkers(pool).catch(() => []),
      killWeb: () => web.kill(),
      hitBackend: (how) => hitBackend(pool, how),
      killDatabase: () => killDatabase(pool, homeFolders.postgres()),
    },
    random,
  );
  for (const [index, kind] of dealFaults(kills, random).entries()) {
    await delay(random.between(...PAUSE_MS));
    if (cleaning) return false;
    await faults.make(kind);
    appendFileSync(path.join(home, "faults"), `${new Date().toISOString()} ${kind}\n`);
    if ((index + 1) % 50 === 0) say(`${index + 1} faults, ${traffic.accepted().length} items accepted`);
  }
  await faults.settle();
  await traffic.stop();
  const accepted = readFileSync(acceptedFile, "utf8").split("\n").filter(Boolean).length;
  const { ended, failed } = await waitUntilDry(database, accepted);

  const judged = await world.judge(pool);
  const events = values.bare ? [] : await listStatusEvents(pool);
  const recoveries = listRecoveries(events, faults.workerFaults, watch.outages);
  for (const { fault, delayMs } of recoveries) {
    if (delayMs > maxRecovery * HEARTBEAT_MS) {
      const at = new Date(fault.atMs).toISOString();
      say(`slow: ${fault.kind} at ${at}, ${fault.told ? "told" : "not told"}, ${Math.round(delayMs)} ms`);
    }
  }
  const p99 = (wanted: (fault: (typeof recoveries)[number]["fault"]) => boolean) =>
    Number(
      (
        percentile99(recoveries.filter(({ fault }) => wanted(fault)).map(({ delayMs }) => delayMs)) /
        HEARTBEAT_MS
      ).toFixed(2),
    );
  const result = {
    accepted,
    ended,
    lost: accepted - ended,
    double: judged.double,
    stale: judged.stale,
    recoveryOverHeartbeatP99: p99((fault) => fault.kind === "worker killed"),
    recoveryOverHeartbeatP99Told: p99((fault) => fault.kind === "worker killed" && fault.told),
    recoveryOverHeartbeatP99Frozen: p99((fault) => fault.kind === "worker frozen"),
    recoveryOverHeartbeatP99CutOff: p99((fault) => fault.kind.startsWith("worker cut off")),
    recoveries: recoveries.filter(({ fault }) => fault.kind === "worker killed").length,
    failed,
    wrongText: judged.wrongText,
    ownExits: fleet.ownExits(),
    webHealthy: await web.isHealthy(),
    kills,
    seed,
    seconds: Math.round((Date.now() - startedMs) / 1000),
  };
  console.log(
    values.json
      ? JSON.stringify(result)
      : Object.entries(result)
          .map(([name, value]) => `${name} ${value}`)
          .join("\n"),
  );
  return (
    result.accepted === result.ended &&
    [result.lost, result.double, result.stale, result.failed, result.wrongText].every(
      (count) => count === 0,
    ) &&
    result.recoveryOverHeartbeatP99 <= maxRecovery &&
    result.webHealthy
  );
}

/** Waits until all that was accepted has ended, or nothing is to be expected any more. */
async function waitUntilDry(
  { pool }: Database,
  accepted: number,
): Promise<{ ended: number; failed: number }> {
  let last = -1;
  let changedMs = Date.now();
  for (;;) {
    const { ended, failed, idle } = await askPatiently(() => world.look(pool));
    if (ended >= accepted) return { ended, failed };
    if (ended !== last) changedMs = Date.now();
    last = ended;
    const quietMs = Date.now() - changedMs;
    if (quietMs > DRY_MS || (idle && quietMs > 5 * HEARTBEAT_MS)) return { ended, failed };
    await delay(200);
  }
}

/** 1 is a verdict; a harness that breaks has none. */
let exitCode = 2;
try {
  exitCode = (await main()) ? 0 : 1;
} catch (error) {
  if (!cleaning) console.error(error);
} finally {
  await cleanUp();
}
process.exit(exitCode);
