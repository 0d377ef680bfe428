import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { makeWorkerUtils, type Runner, run } from "graphile-worker";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createLiveHub, type LiveHub, type LiveNotice } from "@/server/jobs/live-hub";
import { notifyStatus } from "@/server/jobs/notify";
import { prepareQueue } from "@/server/jobs/queue";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { withDatabasePatience } from "@/server/platform/with-database-patience";
import { createTestHome } from "@/server/testing/test-home";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres";
import { migrate } from "./migrate";

/** A real server that is stopped and started again under the pools of a process, which is not. */

const BACK_MS = 20_000;
const JOBS = 10;

let home: Awaited<ReturnType<typeof createTestHome>>;
let folder: string;
let postgres: EmbeddedPostgres;
let database: Database;
let hub: LiveHub;
let runner: Runner;
const heard: LiveNotice[] = [];
const done: number[] = [];

const start = (port?: number) =>
  startEmbeddedPostgres({
    dataDir: path.join(folder, "postgres"),
    settings: { fsync: "off" },
    log: () => {},
    ...(port ? { port } : {}),
  });

beforeAll(async () => {
  home = await createTestHome({ TRAX_DATABASE_TIMEOUT_MS: "2000" });
  folder = await mkdtemp(path.join(tmpdir(), "trax-return-"));
  postgres = await start();
  await migrate({
    connectionString: postgres.connectionString,
    migrationsDir: fileURLToPath(new URL("../../prisma/migrations", import.meta.url)),
  });
  database = createDatabase(postgres.connectionString);
  await prepareQueue(database.pool);
  hub = createLiveHub(database, postgres.connectionString);
  hub.subscribe((notice) => heard.push(notice));
  runner = await run({
    pgPool: database.pool,
    concurrency: 2,
    noHandleSignals: true,
    pollInterval: 200,
    taskList: { count: async (payload) => void done.push((payload as { number: number }).number) },
  });
});

afterAll(async () => {
  await runner.stop();
  await hub.close();
  await closeDatabase(database);
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
  await home.close();
});

async function addJobs(first: number, runAt: Date): Promise<void> {
  const utils = await makeWorkerUtils({ pgPool: database.pool });
  for (let number = first; number < first + JOBS; number += 1) {
    const spec = { runAt, maxAttempts: 1 };
    await utils.addJob("count", { number }, spec);
  }
  await utils.release();
}

it("Prisma, the queue and the live hub go on when the database comes back, and no job is lost or run twice", async () => {
  const { prisma } = database;
  await addJobs(0, new Date());
  await expect.poll(() => done.length, { timeout: BACK_MS }).toBe(JOBS);
  // Due while nobody is there.
  await addJobs(JOBS, new Date(Date.now() + 1_500));
  const port = Number(new URL(postgres.connectionString).port);
  await postgres.stop();
  await expect(prisma.$queryRaw`select 1`).rejects.toThrow();

  const asked = withDatabasePatience(() => prisma.$queryRaw`select 1 as one`);
  const written = withDatabasePatience(() => prisma.user.create({ data: { name: "while it was away" } }));
  postgres = await start(port);
  expect(await asked).toEqual([{ one: 1 }]);
  expect(await written).toMatchObject({ name: "while it was away" });
  expect(await prisma.user.count({ where: { name: "while it was away" } })).toBe(1);

  await addJobs(2 * JOBS, new Date());
  await expect.poll(() => done.length, { timeout: BACK_MS }).toBe(3 * JOBS);
  expect(done.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 3 * JOBS }, (_, number) => number));

  heard.length = 0;
  const hears = async () => {
    const nothing = { batchId: null, documentId: null, sourceIndex: null, itemId: null, status: null };
    await notifyStatus(prisma, { ...nothing, ownerId: 1, batchId: "00000000-0000-4000-8000-000000000001" });
    return heard.some((notice) => notice.kind === "status");
  };
  await expect.poll(hears, { timeout: BACK_MS }).toBe(true);
}, 90_000);
