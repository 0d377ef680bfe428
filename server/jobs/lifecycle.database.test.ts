import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { closeDatabase, createDatabase, type Database, Prisma } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { buildBatch } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { cancelSources, retrySources } from "./by-hand";
import { dispatch } from "./dispatch";
import { type Claim, claim, fail, finish, heartbeat, release } from "./lifecycle";
import { prepareQueue } from "./queue";
import { createSweeper } from "./sweep";
import { registerWorker } from "./workers";

let testDatabase: TestDatabase;
let database: Database;
const worker = "00000000-0000-4000-8000-000000000001";
const otherWorker = "00000000-0000-4000-8000-000000000002";

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.connectionString);
  await prepareQueue(database.pool);
  for (const id of [worker, otherWorker]) {
    await registerWorker(database.prisma, { id, host: "test", pid: 1, version: "0", engines: [], slots: 2 });
  }
});
afterAll(async () => {
  await closeDatabase(database);
  await testDatabase.close();
});
beforeEach(async () => {
  await database.prisma.$executeRaw(Prisma.sql`delete from batch_jobs`);
  await database.prisma.$executeRaw(
    Prisma.sql`select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs`,
  );
});

const dispatchNow = (batchId: string) => database.prisma.$transaction((tx) => dispatch(tx, batchId));
/** Marks it as dispatched first, as the dispatcher does, whatever its turn. */
const claimNow = async (itemId: string, by = worker): Promise<Claim> => {
  await markDispatched(itemId);
  const run = await claim(database.prisma, itemId, by);
  if (!run) throw new Error("not claimed");
  return run;
};
const markDispatched = (id: string) =>
  database.prisma.batchItem.update({ where: { id }, data: { dispatchedAt: new Date() } });
/** A sweeper that has seen every heart there is, and looks again after all patience has run out. */
const sweepAfterPatience = async () => {
  let nowMs = 0;
  const sweeper = createSweeper(database.prisma, () => nowMs);
  await sweeper.sweep();
  nowMs = 60_000;
  return sweeper.sweep();
};
const sweepNow = (deadWorkers: string[] = []) => createSweeper(database.prisma).sweep(deadWorkers);
const itemOf = (id: string) => database.prisma.batchItem.findUniqueOrThrow({ where: { id } });
const batchOf = (id: string) => database.prisma.batchJob.findUniqueOrThrow({ where: { id } });
const queued = async () =>
  database.prisma.$queryRaw<{ key: string; priority: number; max_attempts: number }[]>(
    Prisma.sql`select key, priority, max_attempts from graphile_worker.jobs order by id`,
  );
const passing = () => new TraxError("ENGINE_CRASHED", { reason: "test" });
const final = () => new TraxError("MEDIA_NO_AUDIO");

describe("dispatch", () => {
  test("hands over the first step of each source, once, with one attempt", async () => {
    const { batchId, items } = await buildBatch(database.prisma, { sources: 2 });
    expect(await dispatchNow(batchId)).toBe(2);
    expect(await dispatchNow(batchId)).toBe(0);
    const jobs = await queued();
    expect(jobs.map((job) => job.key).sort()).toEqual(
      items.map((item) => `media.preprocess:${item.preprocess}`).sort(),
    );
    expect(jobs.every((job) => job.max_attempts === 1)).toBe(true);
  });

  test("rolls back with the transaction it runs in", async () => {
    const { batchId } = await buildBatch(database.prisma);
    await expect(
      database.prisma.$transaction(async (tx) => {
        await dispatch(tx, batchId);
        throw new Error("undo");
      }),
    ).rejects.toThrow("undo");
    expect(await queued()).toEqual([]);
    expect(await dispatchNow(batchId)).toBe(1);
  });

  test("keeps to the batch's worker_count, and tops up when one ends", async () => {
    const { batchId, items } = await buildBatch(database.prisma, { sources: 3, workerCount: 1 });
    expect(await dispatchNow(batchId)).toBe(1);
    const run = await claimNow(items[0]?.preprocess ?? "");
    expect(await dispatchNow(batchId)).toBe(0);
    await finish(database.prisma, run, {});
    const waiting = await database.prisma.batchItem.findMany({
      where: { batchJobId: batchId, dispatchedAt: { not: null } },
    });
    expect(waiting).toHaveLength(1);
  });

  test("takes higher priority first", async () => {
    const { batchId, items } = await buildBatch(database.prisma, { sources: 3, workerCount: 1 });
    await database.prisma.batchItem.update({
      where: { id: items[2]?.preprocess ?? "" },
      data: { priority: 5 },
    });
    await dispatchNow(batchId);
    expect((await queued()).map((job) => job.key)).toEqual([`media.preprocess:${items[2]?.preprocess}`]);
  });

  test("waits for the upload, for the step before, and while anything is paused", async () => {
    const { batchId, items } = await buildBatch(database.prisma, { downloadStatus: "downloading" });
    const [item] = items;
    expect(await dispatchNow(batchId)).toBe(0);
    await database.prisma.mediaFile.update({
      where: { id: item?.mediaFileId },
      data: { downloadStatus: "completed" },
    });
    await database.prisma.batchJob.update({ where: { id: batchId }, data: { pausedAt: new Date() } });
    expect(await dispatchNow(batchId)).toBe(0);
    await database.prisma.batchJob.update({ where: { id: batchId }, data: { pausedAt: null } });
    await database.prisma.batchItem.update({
      where: { id: item?.preprocess },
      data: { pausedAt: new Date() },
    });
    expect(await dispatchNow(batchId)).toBe(0);
    await database.prisma.batchItem.update({ where: { id: item?.preprocess }, data: { pausedAt: null } });
    await database.prisma.queueControl.upsert({
      where: { id: true },
      create: { id: true, pausedAt: new Date() },
      update: { pausedAt: new Date() },
    });
    expect(await dispatchNow(batchId)).toBe(0);
    await database.prisma.queueControl.update({ where: { id: true }, data: { pausedAt: null } });
    expect(await dispatchNow(batchId)).toBe(1);
    expect((await queued())[0]?.key).toBe(`media.preprocess:${item?.preprocess}`);
  });
});

describe("a run", () => {
  test("is claimed by exactly one of many", async () => {
    const { items } = await buildBatch(database.prisma);
    await markDispatched(items[0]?.preprocess ?? "");
    const claims = await Promise.all(
      Array.from({ length: 8 }, () => claim(database.prisma, items[0]?.preprocess ?? "", worker)),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  test("that finishes starts the next step and, at the last, ends its source and its batch", async () => {
    const { batchId, items } = await buildBatch(database.prisma);
    const [item] = items;
    await dispatchNow(batchId);
    expect((await batchOf(batchId)).status).toBe("pending");
    const first = await claimNow(item?.preprocess ?? "");
    expect(await batchOf(batchId)).toMatchObject({ status: "running", processedFiles: 0 });
    expect(await finish(database.prisma, first, { samples: 1 })).toBe(true);
    expect((await queued()).map((job) => job.key)).toContain(`media.transcribe:${item?.transcribe}`);
    expect(await batchOf(batchId)).toMatchObject({ status: "running", processedFiles: 0 });
    await finish(database.prisma, await claimNow(item?.transcribe ?? ""), {});
    const batch = await batchOf(batchId);
    expect(batch).toMatchObject({ status: "completed", processedFiles: 1, failedFiles: 0 });
    expect(batch.endTime).not.toBeNull();
    expect(await itemOf(item?.preprocess ?? "")).toMatchObject({
      status: "completed",
      progress: 1,
      resultData: { samples: 1 },
    });
  });

  test("that was taken over writes nothing, whatever it tries", async () => {
    const { items } = await buildBatch(database.prisma);
    const id = items[0]?.preprocess ?? "";
    const frozen = await claimNow(id);
    expect((await sweepAfterPatience()).recovered).toBe(1);
    const successor = await claimNow(id, otherWorker);

    let written = false;
    const outcome = await finish(database.prisma, frozen, { stale: true }, async () => {
      written = true;
    });
    expect([outcome, written]).toEqual([false, false]);
    expect(await heartbeat(database.prisma, frozen, 0.9)).toBe("lost");
    expect(await fail(database.prisma, frozen, final())).toBeNull();
    expect(await release(database.prisma, frozen)).toBe(false);
    expect(await itemOf(id)).toMatchObject({
      status: "running",
      claimToken: successor.claimToken,
      progress: 0,
      resultData: null,
    });
  });

  test("leaves nothing of its output when the transaction that ends it fails", async () => {
    const { items } = await buildBatch(database.prisma);
    const run = await claimNow(items[0]?.preprocess ?? "");
    await expect(
      finish(database.prisma, run, {}, async (tx) => {
        await tx.mediaFile.update({ where: { id: items[0]?.mediaFileId }, data: { sha256: "0".repeat(64) } });
        throw new Error("boom");
      }),
    ).rejects.toThrow("boom");
    const media = await database.prisma.mediaFile.findUniqueOrThrow({ where: { id: items[0]?.mediaFileId } });
    expect(media.sha256).toBeNull();
    expect((await itemOf(run.itemId)).status).toBe("running");
  });

  test("that is given back waits again and was no attempt", async () => {
    const { items } = await buildBatch(database.prisma);
    const run = await claimNow(items[0]?.preprocess ?? "");
    expect(await release(database.prisma, run)).toBe(true);
    expect(await itemOf(run.itemId)).toMatchObject({ status: "pending", retryCount: 0 });
  });
});

describe("a failure", () => {
  test("that may pass is tried again up to max_retries, then fails with its sentence", async () => {
    const { batchId, items } = await buildBatch(database.prisma, { maxRetries: 2 });
    const id = items[0]?.preprocess ?? "";
    for (const attempt of [1, 2]) {
      expect(await fail(database.prisma, await claimNow(id), passing())).toBe("retrying");
      const item = await itemOf(id);
      expect(item).toMatchObject({ status: "retrying", retryCount: attempt, errorCode: "ENGINE_CRASHED" });
      expect(item.runAt?.getTime()).toBeGreaterThan(Date.now());
    }
    expect(await fail(database.prisma, await claimNow(id), passing())).toBe("failed");
    expect(await itemOf(id)).toMatchObject({ status: "failed", retryCount: 2 });
    expect((await itemOf(id)).errorMessage).toContain("stopped in the middle");
    expect(await batchOf(batchId)).toMatchObject({ status: "failed", failedFiles: 1, processedFiles: 0 });
  });

  test("that cannot pass fails at once, and the other sources go on", async () => {
    const { batchId, items } = await buildBatch(database.prisma, { sources: 2 });
    expect(await fail(database.prisma, await claimNow(items[0]?.preprocess ?? ""), final())).toBe("failed");
    expect(await batchOf(batchId)).toMatchObject({ status: "running", failedFiles: 1 });
    await finish(database.prisma, await claimNow(items[1]?.preprocess ?? ""), {});
    await finish(database.prisma, await claimNow(items[1]?.transcribe ?? ""), {});
    expect(await batchOf(batchId)).toMatchObject({ status: "completed", failedFiles: 1, processedFiles: 1 });
  });

  test("is mended by hand from the step that failed, with the counters going back by one", async () => {
    const { batchId, items } = await buildBatch(database.prisma);
    const [item] = items;
    await finish(database.prisma, await claimNow(item?.preprocess ?? ""), {});
    await fail(database.prisma, await claimNow(item?.transcribe ?? ""), final());
    expect(await batchOf(batchId)).toMatchObject({ status: "failed", failedFiles: 1 });
    expect(await database.prisma.$transaction((tx) => retrySources(tx, batchId, [0]))).toBe(1);
    expect(await batchOf(batchId)).toMatchObject({ status: "running", failedFiles: 0, endTime: null });
    expect((await itemOf(item?.preprocess ?? "")).status).toBe("completed");
    expect(await itemOf(item?.transcribe ?? "")).toMatchObject({
      status: "pending",
      errorCode: null,
      retryCount: 0,
    });
    await finish(database.prisma, await claimNow(item?.transcribe ?? ""), {});
    expect(await batchOf(batchId)).toMatchObject({ status: "completed", processedFiles: 1, failedFiles: 0 });
  });
});

describe("cancelling", () => {
  test("ends every step of the source once, takes the claim away, and frees the slot", async () => {
    const { batchId, items } = await buildBatch(database.prisma, { sources: 2, workerCount: 1 });
    await dispatchNow(batchId);
    const run = await claimNow(items[0]?.preprocess ?? "");
    expect(await database.prisma.$transaction((tx) => cancelSources(tx, batchId, [0]))).toBe(2);
    expect(await database.prisma.$transaction((tx) => cancelSources(tx, batchId, [0]))).toBe(0);
    expect(await finish(database.prisma, run, {})).toBe(false);
    expect(await batchOf(batchId)).toMatchObject({ status: "running", failedFiles: 1 });
    expect((await itemOf(items[1]?.preprocess ?? "")).dispatchedAt).not.toBeNull();
    await database.prisma.$transaction((tx) => cancelSources(tx, batchId, [1]));
    expect(await batchOf(batchId)).toMatchObject({ status: "cancelled", failedFiles: 2 });
  });

  test("an item that waits in the queue is never claimed afterwards", async () => {
    const { batchId, items } = await buildBatch(database.prisma);
    await dispatchNow(batchId);
    await database.prisma.$transaction((tx) => cancelSources(tx, batchId, [0]));
    expect(await claim(database.prisma, items[0]?.preprocess ?? "", worker)).toBeNull();
  });
});

describe("the sweeper", () => {
  test("gives a silent run back after three missed heartbeats, and not before, once among many sweepers", async () => {
    const { items } = await buildBatch(database.prisma);
    const id = items[0]?.preprocess ?? "";
    const run = await claimNow(id);
    let nowMs = 0;
    const sweepers = [1, 2, 3].map(() => createSweeper(database.prisma, () => nowMs));
    const recovered = async () => {
      const results = await Promise.all(sweepers.map((sweeper) => sweeper.sweep()));
      return results.reduce((sum, result) => sum + result.recovered, 0);
    };
    expect(await recovered()).toBe(0);
    nowMs = 14_000;
    expect(await recovered()).toBe(0);
    expect(await heartbeat(database.prisma, run, 0.5)).toBe("alive");
    nowMs = 16_000;
    expect(await recovered()).toBe(0);
    nowMs = 32_000;
    expect(await recovered()).toBe(1);
    expect(await itemOf(id)).toMatchObject({ status: "retrying", retryCount: 1, errorCode: "WORKER_DIED" });
  });

  test("is not fooled by a clock that jumps ahead", async () => {
    const { items } = await buildBatch(database.prisma);
    const id = items[0]?.preprocess ?? "";
    await claimNow(id);
    let nowMs = 0;
    const sweeper = createSweeper(database.prisma, () => nowMs);
    await sweeper.sweep();
    await database.prisma.$executeRaw(
      Prisma.sql`update batch_items set heartbeat_at = now() - interval '2 hours' where id = ${id}::uuid`,
    );
    nowMs = 5_000;
    expect((await sweeper.sweep()).recovered).toBe(0);
    expect((await itemOf(id)).status).toBe("running");
  });

  test("is not held up by a run whose batch somebody holds", async () => {
    const held = await buildBatch(database.prisma);
    const free = await buildBatch(database.prisma);
    await claimNow(held.items[0]?.preprocess ?? "");
    await claimNow(free.items[0]?.preprocess ?? "", otherWorker);
    const client = await database.pool.connect();
    try {
      await client.query("begin");
      await client.query("select 1 from batch_jobs where id = $1 for update", [held.batchId]);
      expect((await sweepNow([worker, otherWorker])).recovered).toBe(1);
    } finally {
      await client.query("rollback");
      client.release();
    }
    expect((await sweepNow([worker, otherWorker])).recovered).toBe(1);
  });

  test("takes the word of the supervisor for a dead worker", async () => {
    const { items } = await buildBatch(database.prisma, { sources: 2 });
    await claimNow(items[0]?.preprocess ?? "", worker);
    await claimNow(items[1]?.preprocess ?? "", otherWorker);
    expect((await sweepNow([worker])).recovered).toBe(1);
    expect((await itemOf(items[1]?.preprocess ?? "")).status).toBe("running");
    const again = await database.prisma.batchItem.findUniqueOrThrow({ where: { id: items[0]?.preprocess } });
    expect(again.dispatchedAt).not.toBeNull();
  });

  test("ends an item that kills its worker every time", async () => {
    const { items } = await buildBatch(database.prisma, { maxRetries: 1 });
    const id = items[0]?.preprocess ?? "";
    await claimNow(id);
    await sweepNow([worker]);
    await claimNow(id);
    await sweepNow([worker]);
    expect(await itemOf(id)).toMatchObject({ status: "failed", errorCode: "WORKER_DIED" });
  });

  test("dispatches what the queue has lost", async () => {
    const { batchId } = await buildBatch(database.prisma);
    await dispatchNow(batchId);
    await database.prisma.$executeRaw(
      Prisma.sql`select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs`,
    );
    expect((await sweepNow()).dispatched).toBe(0);
    await database.prisma.$executeRaw(
      Prisma.sql`update batch_items set dispatched_at = now() - interval '2 minutes' where dispatched_at is not null`,
    );
    expect((await sweepNow()).dispatched).toBe(1);
    expect(await queued()).toHaveLength(1);
  });
});

test("a run that an older client began, without a claim, is recovered too", async () => {
  const { items } = await buildBatch(database.prisma);
  const id = items[0]?.preprocess ?? "";
  await database.prisma.batchItem.update({ where: { id }, data: { status: "running" } });
  expect((await sweepAfterPatience()).recovered).toBe(1);
  expect((await itemOf(id)).status).toBe("retrying");
});

test("the sweeper looks at what may run, not at what waits for its upload or an earlier step", async () => {
  const { batchId, items } = await buildBatch(database.prisma, { downloadStatus: "downloading" });
  expect((await sweepNow()).dispatched).toBe(0);
  await database.prisma.mediaFile.update({
    where: { id: items[0]?.mediaFileId },
    data: { downloadStatus: "completed" },
  });
  expect((await sweepNow()).dispatched).toBe(1);
  expect((await sweepNow()).dispatched).toBe(0);
  expect((await queued()).map((job) => job.key)).toEqual([`media.preprocess:${items[0]?.preprocess}`]);
  expect(await batchOf(batchId)).toMatchObject({ status: "pending" });
});
