import { describe, expect, test } from "vitest";
import { Prisma } from "@/server/platform/db";
import { buildBatch, markDispatched } from "@/server/testing/factories";
import {
  otherTestWorker as otherWorker,
  setUpWorkDatabase,
  testWorker as worker,
} from "@/server/testing/set-up-work-database";
import { dispatch } from "./dispatch";
import { type Claim, claim, heartbeat } from "./lifecycle";
import { createSweeper } from "./sweep";

const work = setUpWorkDatabase();

const dispatchNow = (batchId: string) => work.database.prisma.$transaction((tx) => dispatch(tx, batchId));
/** Marks it as dispatched first, as the dispatcher does, whatever its turn. */
const claimNow = async (itemId: string, by = worker): Promise<Claim> => {
  await markDispatched(work.database.prisma, itemId);
  const run = await claim(work.database.prisma, itemId, by);
  if (!run) throw new Error("not claimed");
  return run;
};
/** A sweeper that has seen every heart there is, and looks again after all patience has run out. */
const sweepAfterPatience = async () => {
  let nowMs = 0;
  const sweeper = createSweeper(work.database.prisma, () => nowMs);
  await sweeper.sweep();
  nowMs = 60_000;
  return sweeper.sweep();
};
const sweepNow = (deadWorkers: string[] = []) => createSweeper(work.database.prisma).sweep(deadWorkers);
const itemOf = (id: string) => work.database.prisma.batchItem.findUniqueOrThrow({ where: { id } });
const batchOf = (id: string) => work.database.prisma.batchJob.findUniqueOrThrow({ where: { id } });
const queued = async () =>
  work.database.prisma.$queryRaw<{ key: string; priority: number; max_attempts: number }[]>(
    Prisma.sql`select key, priority, max_attempts from graphile_worker.jobs order by id`,
  );

describe("the sweeper", () => {
  test("gives a silent run back after three missed heartbeats, and not before, once among many sweepers", async () => {
    const { items } = await buildBatch(work.database.prisma);
    const id = items[0]?.preprocess ?? "";
    const run = await claimNow(id);
    let nowMs = 0;
    const sweepers = [1, 2, 3].map(() => createSweeper(work.database.prisma, () => nowMs));
    const recovered = async () => {
      const results = await Promise.all(sweepers.map((sweeper) => sweeper.sweep()));
      return results.reduce((sum, result) => sum + result.recovered, 0);
    };
    expect(await recovered()).toBe(0);
    nowMs = 14_000;
    expect(await recovered()).toBe(0);
    expect(await heartbeat(work.database.prisma, run, 0.5)).toBe("alive");
    nowMs = 16_000;
    expect(await recovered()).toBe(0);
    nowMs = 32_000;
    expect(await recovered()).toBe(1);
    expect(await itemOf(id)).toMatchObject({ status: "retrying", retryCount: 1, errorCode: "WORKER_DIED" });
  });

  test("is not fooled by a clock that jumps ahead", async () => {
    const { items } = await buildBatch(work.database.prisma);
    const id = items[0]?.preprocess ?? "";
    await claimNow(id);
    let nowMs = 0;
    const sweeper = createSweeper(work.database.prisma, () => nowMs);
    await sweeper.sweep();
    await work.database.prisma.$executeRaw(
      Prisma.sql`update batch_items set heartbeat_at = now() - interval '2 hours' where id = ${id}::uuid`,
    );
    nowMs = 5_000;
    expect((await sweeper.sweep()).recovered).toBe(0);
    expect((await itemOf(id)).status).toBe("running");
  });

  test("is not held up by a run whose batch somebody holds", async () => {
    const held = await buildBatch(work.database.prisma);
    const free = await buildBatch(work.database.prisma);
    await claimNow(held.items[0]?.preprocess ?? "");
    await claimNow(free.items[0]?.preprocess ?? "", otherWorker);
    const client = await work.database.pool.connect();
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
    const { items } = await buildBatch(work.database.prisma, { sources: 2 });
    await claimNow(items[0]?.preprocess ?? "", worker);
    await claimNow(items[1]?.preprocess ?? "", otherWorker);
    expect((await sweepNow([worker])).recovered).toBe(1);
    expect((await itemOf(items[1]?.preprocess ?? "")).status).toBe("running");
    const again = await work.database.prisma.batchItem.findUniqueOrThrow({
      where: { id: items[0]?.preprocess },
    });
    expect(again.dispatchedAt).not.toBeNull();
  });

  test("ends an item that kills its worker every time", async () => {
    const { items } = await buildBatch(work.database.prisma, { maxRetries: 1 });
    const id = items[0]?.preprocess ?? "";
    await claimNow(id);
    await sweepNow([worker]);
    await claimNow(id);
    await sweepNow([worker]);
    expect(await itemOf(id)).toMatchObject({ status: "failed", errorCode: "WORKER_DIED" });
  });

  test("dispatches what the queue has lost", async () => {
    const { batchId } = await buildBatch(work.database.prisma);
    await dispatchNow(batchId);
    await work.database.prisma.$executeRaw(
      Prisma.sql`select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs`,
    );
    expect((await sweepNow()).dispatched).toBe(0);
    await work.database.prisma.$executeRaw(
      Prisma.sql`update batch_items set dispatched_at = now() - interval '2 minutes' where dispatched_at is not null`,
    );
    expect((await sweepNow()).dispatched).toBe(1);
    expect(await queued()).toHaveLength(1);
  });
});

test("a run that an older client began, without a claim, is recovered too", async () => {
  const { items } = await buildBatch(work.database.prisma);
  const id = items[0]?.preprocess ?? "";
  await work.database.prisma.batchItem.update({ where: { id }, data: { status: "running" } });
  expect((await sweepAfterPatience()).recovered).toBe(1);
  expect((await itemOf(id)).status).toBe("retrying");
});

test("the sweeper looks at what may run, not at what waits for its upload or an earlier step", async () => {
  const { batchId, items } = await buildBatch(work.database.prisma, { downloadStatus: "downloading" });
  expect((await sweepNow()).dispatched).toBe(0);
  await work.database.prisma.mediaFile.update({
    where: { id: items[0]?.mediaFileId },
    data: { downloadStatus: "completed" },
  });
  expect((await sweepNow()).dispatched).toBe(1);
  expect((await sweepNow()).dispatched).toBe(0);
  expect((await queued()).map((job) => job.key)).toEqual([`media.preprocess:${items[0]?.preprocess}`]);
  expect(await batchOf(batchId)).toMatchObject({ status: "pending" });
});
