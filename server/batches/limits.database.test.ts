import { describe, expect, test } from "vitest";
import { type Database, Prisma } from "@/server/platform/db";
import { buildBatch } from "@/server/testing/factories";
import { setUpHomeDatabase } from "@/server/testing/set-up-home-database";
import { setLimits } from "./change-limits";
import { getBatch, getLimits, listEndedSince, listSourcePage } from "./data";
import { batchDetail, sourceListOutput } from "./schema";
import { createBatch } from "./service";

const OWNER = 1;
let database: Database;
let stranger: number;
setUpHomeDatabase((made) => {
  ({ database, stranger } = made);
});

const files = [{ fileName: "a.mp3", sizeBytes: 3 }];
const countQueued = async () => {
  const [row] = await database.prisma.$queryRaw<{ count: number }[]>(
    Prisma.sql`select count(*)::int as count from graphile_worker.jobs`,
  );
  return row?.count ?? 0;
};

describe("the limits of a batch", () => {
  test("are the settings' where a submission names none, and its own where it does", async () => {
    const plain = await createBatch(OWNER, { files }, database.prisma);
    const defaults = {
      workerCount: 8,
      memoryLimitMb: 2_048,
      cpuLimitPercent: 90,
      priority: 0,
      maxRetries: 3,
    };
    expect(await getLimits(OWNER, plain.batchId, database.prisma)).toEqual(defaults);
    const chosen = { workerCount: 2, memoryLimitMb: 4_096, cpuLimitPercent: 50, maxRetries: 0 };
    const own = await createBatch(OWNER, { files, priority: 7, limits: chosen }, database.prisma);
    expect(await getLimits(OWNER, own.batchId, database.prisma)).toEqual({ ...chosen, priority: 7 });
    const items = await database.prisma.batchItem.findMany({ where: { batchJobId: own.batchId } });
    // The batch's priority counts for its items; an item has one of its own only when somebody gives it one.
    expect(items.map(({ priority, maxRetries }) => [priority, maxRetries])).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  test.each([
    { workerCount: 0 },
    { workerCount: 65 },
    { memoryLimitMb: 255 },
    { cpuLimitPercent: 101 },
    { maxRetries: 21 },
    { maxRetries: 1.5 },
  ])("out of bounds are refused: %j", async (limits) => {
    await expect(createBatch(OWNER, { files, limits }, database.prisma)).rejects.toThrow();
    const { batchId } = await createBatch(OWNER, { files }, database.prisma);
    await expect(setLimits(OWNER, { batchId, ...limits }, database.prisma)).rejects.toThrow();
  });

  test("can be changed while it runs, and more of it is handed out at once", async () => {
    const { batchId } = await buildBatch(database.prisma, { sources: 3, workerCount: 1 });
    const before = await countQueued();
    expect(await setLimits(OWNER, { batchId, workerCount: 2 }, database.prisma)).toBe(1);
    expect(await countQueued()).toBe(before + 2);
    expect(await setLimits(OWNER, { batchId, workerCount: 2 }, database.prisma)).toBe(0);
    expect(await setLimits(OWNER, { batchId, maxRetries: 5, priority: -3 }, database.prisma)).toBe(1);
    expect(await getLimits(OWNER, batchId, database.prisma)).toEqual({
      workerCount: 2,
      memoryLimitMb: 2_048,
      cpuLimitPercent: 90,
      priority: -3,
      maxRetries: 5,
    });
  });

  test("stay as they are once it has ended", async () => {
    const { batchId } = await buildBatch(database.prisma);
    await database.prisma.batchJob.update({ where: { id: batchId }, data: { status: "completed" } });
    expect(await setLimits(OWNER, { batchId, workerCount: 2, maxRetries: 9 }, database.prisma)).toBe(0);
    expect(await getLimits(OWNER, batchId, database.prisma)).toMatchObject({ workerCount: 8, maxRetries: 3 });
  });

  test("of somebody else are not there", async () => {
    const { batchId } = await buildBatch(database.prisma);
    const notFound = { code: "NOT_FOUND" };
    await expect(getLimits(stranger, batchId, database.prisma)).rejects.toMatchObject(notFound);
    await expect(setLimits(stranger, { batchId, workerCount: 2 }, database.prisma)).rejects.toMatchObject(
      notFound,
    );
  });
});

describe("batches that ended since", () => {
  test("are told to their owner alone, and not those that ended before", async () => {
    const { now } = await listEndedSince(OWNER, null, database.prisma);
    const { batchId } = await buildBatch(database.prisma);
    expect((await listEndedSince(OWNER, now, database.prisma)).ended).toEqual([]);
    await database.prisma.$executeRaw(Prisma.sql`
      update batch_jobs set status = 'completed', end_time = timezone('utc', clock_timestamp()) where id = ${batchId}::uuid`);
    const told = await listEndedSince(OWNER, now, database.prisma);
    expect(told.ended).toMatchObject([{ id: batchId, status: "completed", totalFiles: 1 }]);
    expect(told.ended[0]?.endTime).toBeInstanceOf(Date);
    expect((await listEndedSince(OWNER, told.now, database.prisma)).ended).toEqual([]);
    expect((await listEndedSince(stranger, now, database.prisma)).ended).toEqual([]);
  });
});

describe("rows that somebody wrote by hand", () => {
  test("of a step that this version does not carry out are shown by their name", async () => {
    const { batchId, items } = await buildBatch(database.prisma);
    await database.prisma.$executeRaw(Prisma.sql`
      insert into batch_items (batch_job_id, source_index, media_file_id, document_id, task_type, task_data)
      values (${batchId}::uuid, 0, ${items[0]?.mediaFileId}::uuid, ${items[0]?.documentId}::uuid, 'summarise', '{}')`);
    const page = sourceListOutput.parse(await listSourcePage(OWNER, { batchId }, database.prisma));
    expect(page.sources).toHaveLength(1);
    expect(page.sources[0]?.steps.map((step) => step.taskType).sort()).toEqual([
      "preprocess",
      "summarise",
      "transcribe",
    ]);
    expect(page.sources[0]?.progress).toBe(0);
  });

  test("of a batch with no files are an ordinary batch with none", async () => {
    const { id } = await database.prisma.batchJob.create({ data: { name: "Nothing", totalFiles: 0 } });
    expect(batchDetail.parse(await getBatch(OWNER, id, database.prisma))).toMatchObject({
      totalFiles: 0,
      progress: 0,
    });
  });
});

test("a submission of 10,000 files is written in seconds and wakes the queue and the pages once", async () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({
    fileName: `recording ${index}.mp3`,
    sizeBytes: 1_000 + index,
  }));
  const listener = await database.pool.connect();
  const heard: string[] = [];
  listener.on("notification", ({ channel }) => heard.push(channel));
  await listener.query('listen trax_status; listen "jobs:insert"');
  const startedMs = performance.now();
  const { batchId, sources } = await createBatch(OWNER, { files: many }, database.prisma);
  const tookMs = Math.round(performance.now() - startedMs);
  await listener.query("select 1");
  listener.removeAllListeners("notification");
  await listener.query("unlisten *");
  listener.release();

  expect(tookMs).toBeLessThan(10_000);
  expect(heard).toEqual(["trax_status"]);
  expect(sources).toHaveLength(10_000);
  expect(await database.prisma.batchItem.count({ where: { batchJobId: batchId } })).toBe(20_000);
  const last = await database.prisma.batchItem.findFirstOrThrow({
    where: { batchJobId: batchId, sourceIndex: 9_999, taskType: "transcribe" },
    include: { mediaFile: true },
  });
  expect(last.mediaFile?.fileName).toBe("recording 9999.mp3");
  expect(last.taskData).toMatchObject({ announcedBytes: 10_999, engine: "moonshine-base" });
});
