import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { completeUpload } from "@/server/media/service";
import { type Database, Prisma } from "@/server/platform/db";
import { getQueue } from "@/server/queue/data";
import { moveItems } from "@/server/testing/factories";
import { type HomeDatabase, setUpHomeDatabase } from "@/server/testing/set-up-home-database";
import { getSourceResult, listBatchIds, listEndedSources } from "./data";
import type { BatchSettings } from "./schema";
import { cancelBatch, createBatch, pauseBatch, resolveSettings, reuseSource } from "./service";

const OWNER = 1;
const bytes = "the recording";
const sha256 = createHash("sha256").update(bytes).digest("hex");
let database: Database;
let home: HomeDatabase["home"];
let stranger: number;
setUpHomeDatabase((made) => {
  ({ database, home, stranger } = made);
});
afterEach(async () => {
  await database.prisma.$executeRaw(Prisma.sql`update transcript_documents set deleted_at = now()`);
});

async function submit(settings: BatchSettings = {}) {
  const { batchId, sources } = await createBatch(
    OWNER,
    { files: [{ fileName: "talk.mp3", sizeBytes: bytes.length }], settings },
    database.prisma,
  );
  const [source] = sources;
  if (!source) throw new Error("no source");
  const file = path.join(home.home, source.mediaFileId);
  await writeFile(file, bytes);
  await completeUpload(OWNER, source.mediaFileId, file, bytes.length, database.prisma, sha256);
  return { batchId, ...source };
}

/** As the worker would leave it. */
async function finishAll(batchId: string): Promise<void> {
  const result = await database.prisma.transcriptionResult.create({
    data: { textContent: "Hello.", segments: [], rawContent: { duration: 1.5 } },
  });
  await moveItems(database.prisma, { batchJobId: batchId }, { status: "completed", transcriptId: result.id });
}

const reuse = (settings: BatchSettings = {}, ownerId = OWNER) =>
  reuseSource(ownerId, { sha256, sizeBytes: bytes.length, settings }, database.prisma);

describe("the same bytes submitted again", () => {
  test("are joined while they are worked on, and found when they are done", async () => {
    const { batchId, documentId, mediaFileId } = await submit();
    const found = { batchId, documentId, mediaFileId, sourceIndex: 0 };
    expect(await reuse()).toEqual({ ...found, outcome: "joined" });
    await finishAll(batchId);
    expect(await reuse()).toEqual({ ...found, outcome: "processed" });
  });

  test("go on where they stopped after a cancel", async () => {
    const { batchId } = await submit();
    await cancelBatch(OWNER, { batchId }, database.prisma);
    expect(await listEndedSources(OWNER, [batchId], database.prisma)).toEqual([{ batchId, sourceIndex: 0 }]);
    expect(await reuse()).toMatchObject({ batchId, outcome: "reopened" });
    expect(await listEndedSources(OWNER, [batchId], database.prisma)).toEqual([]);
    expect(await reuse()).toMatchObject({ batchId, outcome: "joined" });
  });

  test("are new for other settings, another owner, another size, and when the first is in the trash", async () => {
    await submit();
    expect(await reuse({ engine: "moonshine-tiny" })).toBeNull();
    expect(await reuse({}, stranger)).toBeNull();
    expect(await reuseSource(OWNER, { sha256, sizeBytes: 1, settings: {} }, database.prisma)).toBeNull();
    expect(await reuse({ engine: "moonshine-base", language: "English" })).not.toBeNull();
    await database.prisma.$executeRaw(Prisma.sql`update transcript_documents set deleted_at = now()`);
    expect(await reuse()).toBeNull();
  });

  test("are new where more is wished for than was done, and not where less is", async () => {
    await submit();
    expect(await reuse({ pipelineVersion: "v3" })).toBeNull();
    expect(await reuse({ findSpeakers: true })).toBeNull();
    const more = await submit({ pipelineVersion: "v4", speakersExpected: 2, secondEngine: "moonshine-tiny" });
    await finishAll(more.batchId);
    const found = { batchId: more.batchId, outcome: "processed" };
    expect(await reuse()).toMatchObject(found);
    expect(await reuse({ pipelineVersion: "v3" })).toMatchObject(found);
    expect(await reuse({ findSpeakers: true, speakersExpected: 2 })).toMatchObject(found);
    expect(await reuse({ pipelineVersion: "v4", speakersExpected: 2 })).toMatchObject(found);
    expect(await reuse({ findSpeakers: true })).toBeNull();
    expect(await reuse({ findSpeakers: true, speakersExpected: { min: 2, max: 3 } })).toBeNull();
    expect(await reuse({ pipelineVersion: "v3", secondEngine: "moonshine-tiny" })).toMatchObject(found);
    expect(await reuse({ pipelineVersion: "v3", secondEngine: "moonshine-base" })).toBeNull();
  });

  test("do not wait for a batch that somebody paused", async () => {
    const { batchId } = await submit();
    await pauseBatch(OWNER, { batchId }, database.prisma);
    expect(await reuse()).toBeNull();
  });

  test("prefer what is done to what is newer", async () => {
    const done = await submit();
    await finishAll(done.batchId);
    const newer = await submit();
    expect(newer.batchId).not.toBe(done.batchId);
    expect(await reuse()).toMatchObject({ batchId: done.batchId });
  });
});

describe("what others ask of a batch", () => {
  test("its result is there when it is done, and for its owner alone", async () => {
    const source = await submit();
    await expect(getSourceResult(OWNER, source, database.prisma)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await finishAll(source.batchId);
    expect(await getSourceResult(OWNER, source, database.prisma)).toEqual({
      text: "Hello.",
      segments: [],
      rawContent: { duration: 1.5 },
    });
    await expect(getSourceResult(stranger, source, database.prisma)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await listEndedSources(stranger, [source.batchId], database.prisma)).toEqual([]);
  });

  test("the beginning of its id is enough, for its owner", async () => {
    const { batchId } = await submit();
    expect(await listBatchIds(OWNER, batchId.slice(0, 13).toUpperCase(), database.prisma)).toEqual([batchId]);
    expect(await listBatchIds(OWNER, "_%", database.prisma)).toEqual([]);
    expect(await listBatchIds(stranger, batchId, database.prisma)).toEqual([]);
  });

  test("the queue counts its owner's items", async () => {
    const before = await getQueue(OWNER, database.prisma);
    await submit();
    expect((await getQueue(OWNER, database.prisma)).pending).toBe(before.pending + 2);
    expect((await getQueue(stranger, database.prisma)).pending).toBe(0);
  });

  test("its priority and its language are stored as they are meant", async () => {
    const { batchId } = await createBatch(
      OWNER,
      { files: [{ fileName: "a.mp3", sizeBytes: 5 }], priority: 7, settings: { language: "en-GB" } },
      database.prisma,
    );
    const batch = await database.prisma.batchJob.findUniqueOrThrow({
      where: { id: batchId },
      include: { items: true },
    });
    expect(batch).toMatchObject({ priority: 7, settings: { engine: "moonshine-base", language: "en" } });
    expect(batch.items.map(({ priority }) => priority)).toEqual([0, 0]);
    expect(() => resolveSettings({ language: "de" })).toThrow(/does not know the language de\. It knows: en/);
  });
});
