import { describe, expect, test } from "vitest";
import { Prisma } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { buildBatch, markDispatched } from "@/server/testing/factories";
import {
  otherTestWorker as otherWorker,
  setUpWorkDatabase,
  testWorker as worker,
} from "@/server/testing/set-up-work-database";
import { cancelSources, retrySources } from "./by-hand";
import { dispatch } from "./dispatch";
import { type Claim, claim, fail, finish, heartbeat, release } from "./lifecycle";
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
const itemOf = (id: string) => work.database.prisma.batchItem.findUniqueOrThrow({ where: { id } });
const batchOf = (id: string) => work.database.prisma.batchJob.findUniqueOrThrow({ where: { id } });
const queued = async () =>
  work.database.prisma.$queryRaw<{ key: string; priority: number; max_attempts: number }[]>(
    Prisma.sql`select key, priority, max_attempts from graphile_worker.jobs order by id`,
  );
const passing = () => new TraxError("ENGINE_CRASHED", { reason: "test" });
const final = () => new TraxError("MEDIA_NO_AUDIO");

describe("dispatch", () => {
  test("hands over the first step of each source, once, with one attempt", async () => {
    const { batchId, items } = await buildBatch(work.database.prisma, { sources: 2 });
    expect(await dispatchNow(batchId)).toBe(2);
    expect(await dispatchNow(batchId)).toBe(0);
    const jobs = await queued();
    expect(jobs.map((job) => job.key).sort()).toEqual(
      items.map((item) => `media.preprocess:${item.preprocess}`).sort(),
    );
    expect(jobs.every((job) => job.max_attempts === 1)).toBe(true);
  });

  test("rolls back with the transaction it runs in", async () => {
    const { batchId } = await buildBatch(work.database.prisma);
    await expect(
      work.database.prisma.$transaction(async (tx) => {
        await dispatch(tx, batchId);
        throw new Error("undo");
      }),
    ).rejects.toThrow("undo");
    expect(await queued()).toEqual([]);
    expect(await dispatchNow(batchId)).toBe(1);
  });

  test("keeps to the batch's worker_count, and tops up when one ends", async () => {
    const { batchId, items } = await buildBatch(work.database.prisma, { sources: 3, workerCount: 1 });
    expect(await dispatchNow(batchId)).toBe(1);
    const run = await claimNow(items[0]?.preprocess ?? "");
    expect(await dispatchNow(batchId)).toBe(0);
    await finish(work.database.prisma, run, {});
    const waiting = await work.database.prisma.batchItem.findMany({
      where: { batchJobId: batchId, dispatchedAt: { not: null } },
    });
    expect(waiting).toHaveLength(1);
  });

  test("takes higher priority first", async () => {
    const { batchId, items } = await buildBatch(work.database.prisma, { sources: 3, workerCount: 1 });
    await work.database.prisma.batchItem.update({
      where: { id: items[2]?.preprocess ?? "" },
      data: { priority: 5 },
    });
    await dispatchNow(batchId);
    expect((await queued()).map((job) => job.key)).toEqual([`media.preprocess:${items[2]?.preprocess}`]);
  });

  test("waits for the upload, for the step before, and while anything is paused", async () => {
    const { batchId, items } = await buildBatch(work.database.prisma, { downloadStatus: "downloading" });
    const [item] = items;
    expect(await dispatchNow(batchId)).toBe(0);
    await work.database.prisma.mediaFile.update({
      where: { id: item?.mediaFileId },
      data: { downloadStatus: "completed" },
    });
    await work.database.prisma.batchJob.update({ where: { id: batchId }, data: { pausedAt: new Date() } });
    expect(await dispatchNow(batchId)).toBe(0);
    await work.database.prisma.batchJob.update({ where: { id: batchId }, data: { pausedAt: null } });
    await work.database.prisma.batchItem.update({
      where: { id: item?.preprocess },
      data: { pausedAt: new Date() },
    });
    expect(await dispatchNow(batchId)).toBe(0);
    await work.database.prisma.batchItem.update({
      where: { id: item?.preprocess },
      data: { pausedAt: null },
    });
    await work.database.prisma.queueControl.upsert({
      where: { id: true },
      create: { id: true, pausedAt: new Date() },
      update: { pausedAt: new Date() },
    });
    expect(await dispatchNow(batchId)).toBe(0);
    await work.database.prisma.queueControl.update({ where: { id: true }, data: { pausedAt: null } });
    expect(await dispatchNow(batchId)).toBe(1);
    expect((await queued())[0]?.key).toBe(`media.preprocess:${item?.preprocess}`);
  });
});

describe("a run", () => {
  test("is claimed by exactly one of many", async () => {
    const { items } = await buildBatch(work.database.prisma);
    await markDispatched(work.database.prisma, items[0]?.preprocess ?? "");
    const claims = await Promise.all(
      Array.from({ length: 8 }, () => claim(work.database.prisma, items[0]?.preprocess ?? "", worker)),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  test("that finishes starts the next step and, at the last, ends its source and its batch", async () => {
    const { batchId, items } = await buildBatch(work.database.prisma);
    const [item] = items;
    await dispatchNow(batchId);
    expect((await batchOf(batchId)).status).toBe("pending");
    const first = await claimNow(item?.preprocess ?? "");
    expect(await batchOf(batchId)).toMatchObject({ status: "running", processedFiles: 0 });
    expect(await finish(work.database.prisma, first, { samples: 1 })).toBe(true);
    expect((await queued()).map((job) => job.key)).toContain(`media.transcribe:${item?.transcribe}`);
    expect(await batchOf(batchId)).toMatchObject({ status: "running", processedFiles: 0 });
    await finish(work.database.prisma, await claimNow(item?.transcribe ?? ""), {});
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
    const { items } = await buildBatch(work.database.prisma);
    const id = items[0]?.preprocess ?? "";
    const frozen = await claimNow(id);
    expect((await sweepAfterPatience()).recovered).toBe(1);
    const successor = await claimNow(id, otherWorker);

    let written = false;
    const outcome = await finish(work.database.prisma, frozen, { stale: true }, async () => {
      written = true;
    });
    expect([outcome, written]).toEqual([false, false]);
    expect(await heartbeat(work.database.prisma, frozen, 0.9)).toBe("lost");
    expect(await fail(work.database.prisma, frozen, final())).toBeNull();
    expect(await release(work.database.prisma, frozen)).toBe(false);
    expect(await itemOf(id)).toMatchObject({
      status: "running",
      claimToken: successor.claimToken,
      progress: 0,
      resultData: null,
    });
  });

  test("leaves nothing of its output when the transaction that ends it fails", async () => {
    const { items } = await buildBatch(work.database.prisma);
    const run = await claimNow(items[0]?.preprocess ?? "");
    await expect(
      finish(work.database.prisma, run, {}, async (tx) => {
        await tx.mediaFile.update({ where: { id: items[0]?.mediaFileId }, data: { sha256: "0".repeat(64) } });
        throw new Error("boom");
      }),
    ).rejects.toThrow("boom");
    const media = await work.database.prisma.mediaFile.findUniqueOrThrow({
      where: { id: items[0]?.mediaFileId },
    });
    expect(media.sha256).toBeNull();
    expect((await itemOf(run.itemId)).status).toBe("running");
  });

  test("that is given back waits again and was no attempt", async () => {
    const { items } = await buildBatch(work.database.prisma);
    const run = await claimNow(items[0]?.preprocess ?? "");
    expect(await release(work.database.prisma, run)).toBe(true);
    expect(await itemOf(run.itemId)).toMatchObject({ status: "pending", retryCount: 0 });
  });
});

describe("a failure", () => {
  test("that may pass is tried again up to max_retries, then fails with its sentence", async () => {
    const { batchId, items } = await buildBatch(work.database.prisma, { maxRetries: 2 });
    const id = items[0]?.preprocess ?? "";
    for (const attempt of [1, 2]) {
      expect(await fail(work.database.prisma, await claimNow(id), passing())).toBe("retrying");
      const item = await itemOf(id);
      expect(item).toMatchObject({ status: "retrying", retryCount: attempt, errorCode: "ENGINE_CRASHED" });
      expect(item.runAt?.getTime()).toBeGreaterThan(Date.now());
    }
    expect(await fail(work.database.prisma, await claimNow(id), passing())).toBe("failed");
    expect(await itemOf(id)).toMatchObject({ status: "failed", retryCount: 2 });
    expect((await itemOf(id)).errorMessage).toContain("stopped in the middle");
    expect(await batchOf(batchId)).toMatchObject({ status: "failed", failedFiles: 1, processedFiles: 0 });
  });

  test("that cannot pass fails at once, and the other sources go on", async () => {
    const { batchId, items } = await buildBatch(work.database.prisma, { sources: 2 });
    expect(await fail(work.database.prisma, await claimNow(items[0]?.preprocess ?? ""), final())).toBe(
      "failed",
    );
    expect(await batchOf(batchId)).toMatchObject({ status: "running", failedFiles: 1 });
    await finish(work.database.prisma, await claimNow(items[1]?.preprocess ?? ""), {});
    await finish(work.database.prisma, await claimNow(items[1]?.transcribe ?? ""), {});
    expect(await batchOf(batchId)).toMatchObject({ status: "completed", failedFiles: 1, processedFiles: 1 });
  });

  test("is mended by hand from the step that failed, with the counters going back by one", async () => {
    const { batchId, items } = await buildBatch(work.database.prisma);
    const [item] = items;
    await finish(work.database.prisma, await claimNow(item?.preprocess ?? ""), {});
    await fail(work.database.prisma, await claimNow(item?.transcribe ?? ""), final());
    expect(await batchOf(batchId)).toMatchObject({ status: "failed", failedFiles: 1 });
    expect(await work.database.prisma.$transaction((tx) => retrySources(tx, batchId, [0]))).toBe(1);
    expect(await batchOf(batchId)).toMatchObject({ status: "running", failedFiles: 0, endTime: null });
    expect((await itemOf(item?.preprocess ?? "")).status).toBe("completed");
    expect(await itemOf(item?.transcribe ?? "")).toMatchObject({
      status: "pending",
      errorCode: null,
      retryCount: 0,
    });
    await finish(work.database.prisma, await claimNow(item?.transcribe ?? ""), {});
    expect(await batchOf(batchId)).toMatchObject({ status: "completed", processedFiles: 1, failedFiles: 0 });
  });
});

describe("cancelling", () => {
  test("ends every step of the source once, takes the claim away, and frees the slot", async () => {
    const { batchId, items } = await buildBatch(work.database.prisma, { sources: 2, workerCount: 1 });
    await dispatchNow(batchId);
    const run = await claimNow(items[0]?.preprocess ?? "");
    expect(await work.database.prisma.$transaction((tx) => cancelSources(tx, batchId, [0]))).toBe(2);
    expect(await work.database.prisma.$transaction((tx) => cancelSources(tx, batchId, [0]))).toBe(0);
    expect(await finish(work.database.prisma, run, {})).toBe(false);
    expect(await batchOf(batchId)).toMatchObject({ status: "running", failedFiles: 1 });
    expect((await itemOf(items[1]?.preprocess ?? "")).dispatchedAt).not.toBeNull();
    await work.database.prisma.$transaction((tx) => cancelSources(tx, batchId, [1]));
    expect(await batchOf(batchId)).toMatchObject({ status: "cancelled", failedFiles: 2 });
  });

  test("an item that waits in the queue is never claimed afterwards", async () => {
    const { batchId, items } = await buildBatch(work.database.prisma);
    await dispatchNow(batchId);
    await work.database.prisma.$transaction((tx) => cancelSources(tx, batchId, [0]));
    expect(await claim(work.database.prisma, items[0]?.preprocess ?? "", worker)).toBeNull();
  });
});
