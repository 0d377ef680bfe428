import { beforeAll, describe, expect, test } from "vitest";
import { Prisma, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { buildBatch } from "@/server/testing/factories";
import { setUpWorkDatabase, testWorker as worker } from "@/server/testing/set-up-work-database";
import { cancelSources, retrySources } from "./by-hand";
import { dispatch, dispatchLooseJobs } from "./dispatch";
import { type Claim, claim, fail, finish, heartbeat, release } from "./lifecycle";
import { moveSources, setBatchPriority, setSourcePriority } from "./order";
import { pauseBatch, pauseQueue, pauseSources, resumeQueue, resumeSources } from "./pause";
import {
  claimJob,
  createProcessingJob,
  failJob,
  finishJob,
  heartbeatJob,
  type JobClaim,
  releaseJob,
} from "./processing-jobs";
import { createSweeper } from "./sweep";

const work = setUpWorkDatabase();
// A worker of another version would be left what this one does not know.
beforeAll(async () => {
  await work.database.prisma.worker.updateMany({ data: { stoppedAt: new Date() } });
});

const inTx = <T>(act: (tx: Tx) => Promise<T>) => work.database.prisma.$transaction(act);
const itemOf = (id = "") => work.database.prisma.batchItem.findUniqueOrThrow({ where: { id } });
const batchOf = (id: string) => work.database.prisma.batchJob.findUniqueOrThrow({ where: { id } });
const queued = async () => {
  const rows = await work.database.prisma.$queryRaw<{ key: string }[]>(
    Prisma.sql`select key from graphile_worker.jobs order by priority, run_at, id`,
  );
  return rows.map((row) => row.key.split(":")[1]);
};
const take = async (itemId = ""): Promise<Claim> => {
  const run = await claim(work.database.prisma, itemId, worker);
  if (!run) throw new Error("not claimed");
  // As the queue does when a job has been delivered.
  await work.database.prisma.$executeRaw(Prisma.sql`
    select graphile_worker.remove_job(key) from graphile_worker.jobs where key like ${`%:${itemId}`}`);
  return run;
};

describe("stopping what runs", () => {
  test("is heard with the next heartbeat; the item is given back, is no attempt, and waits paused", async () => {
    const { batchId, items } = await buildBatch(work.database.prisma);
    await inTx((tx) => dispatch(tx, batchId));
    const run = await take(items[0]?.preprocess);
    expect(await inTx((tx) => pauseBatch(tx, batchId))).toBe(1);
    expect(await heartbeat(work.database.prisma, run, 0.2)).toBe("alive");
    expect(await inTx((tx) => pauseBatch(tx, batchId, { stopRunning: true }))).toBe(1);
    expect(await heartbeat(work.database.prisma, run, 0.3)).toBe("stop");
    expect(await release(work.database.prisma, run)).toBe(true);
    expect(await itemOf(items[0]?.preprocess)).toMatchObject({
      status: "pending",
      retryCount: 0,
      stopRequestedAt: null,
    });
    expect((await batchOf(batchId)).status).toBe("paused");
    expect(await queued()).toEqual([]);
  });
});

describe("pausing sources", () => {
  test("holds these alone, gives their place to others, and lets them go on", async () => {
    const { batchId, items } = await buildBatch(work.database.prisma, { sources: 3, workerCount: 1 });
    await inTx((tx) => dispatch(tx, batchId));
    expect(await queued()).toEqual([items[0]?.preprocess]);
    expect(await inTx((tx) => pauseSources(tx, batchId, [0, 1]))).toBe(4);
    expect(await queued()).toEqual([items[2]?.preprocess]);
    expect(await claim(work.database.prisma, items[0]?.preprocess ?? "", worker)).toBeNull();
    expect(await inTx((tx) => resumeSources(tx, batchId, "all"))).toBe(4);
    await finish(work.database.prisma, await take(items[2]?.preprocess), {});
    expect((await itemOf(items[0]?.preprocess)).dispatchedAt).not.toBeNull();
  });
});

describe("pausing the queue", () => {
  test("takes back what waits in it, of every batch, and hands it over again", async () => {
    const one = await buildBatch(work.database.prisma);
    const two = await buildBatch(work.database.prisma);
    for (const { batchId } of [one, two]) await inTx((tx) => dispatch(tx, batchId));
    const run = await take(one.items[0]?.preprocess);
    expect(await inTx((tx) => pauseQueue(tx, { stopRunning: true }))).toBe(1);
    expect(await inTx((tx) => pauseQueue(tx))).toBe(0);
    expect(await heartbeat(work.database.prisma, run, 0)).toBe("stop");
    expect(await claim(work.database.prisma, two.items[0]?.preprocess ?? "", worker)).toBeNull();
    expect(await finish(work.database.prisma, run, {})).toBe(true);
    expect((await createSweeper(work.database.prisma).sweep()).dispatched).toBe(0);
    expect(await inTx((tx) => resumeQueue(tx))).toBe(1);
    expect(new Set(await queued())).toEqual(new Set([one.items[0]?.transcribe, two.items[0]?.preprocess]));
  });
});

describe("the order of work", () => {
  test("follows the priority of batch and item together, also changed while it waits", async () => {
    const low = await buildBatch(work.database.prisma, { sources: 2 });
    const high = await buildBatch(work.database.prisma, { sources: 2 });
    for (const { batchId } of [low, high]) await inTx((tx) => dispatch(tx, batchId));
    const [a, b] = low.items.map((item) => item.preprocess);
    const [c, d] = high.items.map((item) => item.preprocess);
    expect(await queued()).toEqual([a, b, c, d]);
    expect(await inTx((tx) => setBatchPriority(tx, high.batchId, 5))).toBe(1);
    expect(await queued()).toEqual([c, d, a, b]);
    expect(await inTx((tx) => setSourcePriority(tx, low.batchId, [1], 10))).toBe(2);
    expect(await queued()).toEqual([b, c, d, a]);
    expect(await inTx((tx) => setSourcePriority(tx, low.batchId, [1], 10))).toBe(0);
  });

  test("can be changed by hand, and what runs is left alone", async () => {
    const { batchId, items } = await buildBatch(work.database.prisma, { sources: 4, workerCount: 2 });
    await inTx((tx) => dispatch(tx, batchId));
    const ids = items.map((item) => item.preprocess);
    await take(ids[0]);
    expect(await queued()).toContain(ids[1]);
    expect(await inTx((tx) => moveSources(tx, batchId, [3], "first"))).toBe(2);
    expect((await queued()).filter((id) => id !== ids[0])).toEqual([ids[3]]);
    await inTx((tx) => moveSources(tx, batchId, [1], "last"));
    await inTx((tx) => moveSources(tx, batchId, [3], { before: 1 }));
    expect((await queued()).filter((id) => id !== ids[0])).toEqual([ids[2]]);
    expect((await itemOf(ids[0])).status).toBe("running");
  });
});

describe("thousands of sources at once", () => {
  test("are cancelled and started again by a handful of statements, with the counters right", async () => {
    const sources = 1_500;
    const { batchId } = await buildBatch(work.database.prisma);
    await work.database.prisma.$executeRaw(Prisma.sql`
      insert into batch_items (batch_job_id, source_index, task_type, task_data)
      select ${batchId}::uuid, n, type, '{}' from generate_series(1, ${sources - 1}) n, unnest(array['preprocess', 'transcribe']) type`);
    await work.database.prisma.batchJob.update({ where: { id: batchId }, data: { totalFiles: sources } });
    expect(await inTx((tx) => dispatch(tx, batchId))).toBe(8);
    expect(await inTx((tx) => cancelSources(tx, batchId, "all"))).toBe(sources * 2);
    expect(await batchOf(batchId)).toMatchObject({ status: "cancelled", failedFiles: sources });
    expect(await inTx((tx) => retrySources(tx, batchId, "failed"))).toBe(0);
    expect(await inTx((tx) => retrySources(tx, batchId, "all"))).toBe(sources * 2);
    expect(await batchOf(batchId)).toMatchObject({ status: "pending", failedFiles: 0, endTime: null });
  });
});

describe("a claim", () => {
  test("whose answer got lost is found again by its token, and by no other", async () => {
    const { batchId, items } = await buildBatch(work.database.prisma);
    await inTx((tx) => dispatch(tx, batchId));
    const token = "11111111-1111-4111-8111-111111111111";
    const id = items[0]?.preprocess ?? "";
    expect((await claim(work.database.prisma, id, worker, token))?.claimToken).toBe(token);
    expect((await claim(work.database.prisma, id, worker, token))?.claimToken).toBe(token);
    expect(await claim(work.database.prisma, id, worker)).toBeNull();
  });
});

describe("steps that nobody carries out", () => {
  test.each(["from-the-future"])("%s ends with a sentence when its turn comes", async (taskType) => {
    const { batchId, items } = await buildBatch(work.database.prisma);
    await work.database.prisma.batchItem.create({
      data: { batchJobId: batchId, sourceIndex: 0, taskType, taskData: {} },
    });
    const sweeper = createSweeper(work.database.prisma);
    await inTx((tx) => dispatch(tx, batchId));
    await finish(work.database.prisma, await take(items[0]?.preprocess), {});
    await finish(work.database.prisma, await take(items[0]?.transcribe), {});
    await sweeper.sweep();
    const step = await work.database.prisma.batchItem.findFirstOrThrow({
      where: { batchJobId: batchId, taskType },
    });
    expect(step).toMatchObject({ status: "failed", errorCode: "STEP_UNKNOWN" });
    expect(step.errorMessage).toContain(taskType);
    expect(await batchOf(batchId)).toMatchObject({ status: "failed", failedFiles: 1 });
    expect((await sweeper.sweep()).setAside).toBe(0);
  });
});

test("every change of an item's status leaves a line in its log", async () => {
  const { batchId, items } = await buildBatch(work.database.prisma);
  await inTx((tx) => dispatch(tx, batchId));
  const id = items[0]?.preprocess ?? "";
  const run = await take(id);
  await fail(work.database.prisma, run, new TraxError("MEDIA_NO_AUDIO"), { peakMemoryMb: 12 });
  await inTx((tx) => retrySources(tx, batchId, "failed"));
  const events = await work.database.prisma.workEvent.findMany({
    where: { batchItemId: id },
    orderBy: { id: "asc" },
  });
  expect(events.map((event) => [event.kind, event.workerId, event.errorCode])).toEqual([
    ["running", worker, null],
    ["failed", worker, "MEDIA_NO_AUDIO"],
    ["pending", worker, null],
  ]);
  expect((await itemOf(id)).resultData).toEqual({ peakMemoryMb: 12 });
});

describe("processing jobs", () => {
  async function wish(batchId: string | null, item: { mediaFileId: string; documentId: string } | undefined) {
    const { mediaFileId = "", documentId = "" } = item ?? {};
    await inTx((tx) =>
      createProcessingJob(tx, { jobType: "proxy", mediaFileId, documentId, batchId, sourceIndex: 0 }),
    );
  }
  const job = () => work.database.prisma.v2ProcessingJob.findFirstOrThrow();
  const takeJob = async (): Promise<JobClaim> => {
    const run = await claimJob(work.database.prisma, (await job()).id, worker);
    if (!run) throw new Error("not claimed");
    return run;
  };

  test("are asked for once, run within their batch's worker_count, and do not touch its counters", async () => {
    const { batchId, items } = await buildBatch(work.database.prisma, { workerCount: 1 });
    await wish(batchId, items[0]);
    await wish(batchId, items[0]);
    expect(await work.database.prisma.v2ProcessingJob.count()).toBe(1);
    expect(await inTx((tx) => dispatch(tx, batchId))).toBe(1);
    await finish(work.database.prisma, await take(items[0]?.preprocess), {});
    await finish(work.database.prisma, await take(items[0]?.transcribe), {});
    expect(await batchOf(batchId)).toMatchObject({ status: "completed", processedFiles: 1 });
    const run = await takeJob();
    expect(run).toMatchObject({ jobType: "proxy", batchId, ownerId: 1, memoryLimitMb: 2048 });
    expect(await heartbeatJob(work.database.prisma, run, 2)).toBe("alive");
    expect(await finishJob(work.database.prisma, run, { peakMemoryMb: 1 })).toBe(true);
    expect(await finishJob(work.database.prisma, run, {})).toBe(false);
    expect(await job()).toMatchObject({ status: "completed", progress: 1, resultData: { peakMemoryMb: 1 } });
    expect(await batchOf(batchId)).toMatchObject({ processedFiles: 1, failedFiles: 0 });
  });

  test("without a batch are tried again, given back, and recovered from a dead worker", async () => {
    const { batchId, items } = await buildBatch(work.database.prisma);
    await inTx((tx) => dispatch(tx, batchId));
    await wish(null, items[0]);
    expect(await inTx((tx) => dispatchLooseJobs(tx))).toBe(1);
    const first = await takeJob();
    expect(await failJob(work.database.prisma, first, new TraxError("STEP_FAILED", { reason: "x" }))).toBe(
      "retrying",
    );
    expect(
      await failJob(work.database.prisma, first, new TraxError("STEP_FAILED", { reason: "x" })),
    ).toBeNull();
    await work.database.prisma.v2ProcessingJob.updateMany({ data: { runAt: new Date(Date.now() - 1_000) } });
    const sweeper = createSweeper(work.database.prisma);
    expect((await sweeper.sweep()).dispatched).toBe(1);
    expect(await releaseJob(work.database.prisma, await takeJob())).toBe(true);
    expect(await job()).toMatchObject({ status: "pending", retryCount: 1 });
    const frozen = await takeJob();
    expect((await sweeper.sweep([worker])).recovered).toBe(1);
    expect(await job()).toMatchObject({ status: "retrying", retryCount: 2, errorCode: "WORKER_DIED" });
    expect(await finishJob(work.database.prisma, frozen, {})).toBe(false);
    expect(await failJob(work.database.prisma, await takeJob(), new TraxError("MEDIA_DAMAGED"))).toBe(
      "failed",
    );
    const events = await work.database.prisma.workEvent.count({
      where: { processingJobId: (await job()).id },
    });
    expect(events).toBe(8);
  });
});
