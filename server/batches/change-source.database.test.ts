import { beforeEach, describe, expect, test } from "vitest";
import { claim, fail } from "@/server/jobs/lifecycle";
import { Prisma } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { buildUser } from "@/server/testing/factories";
import { setUpWorkDatabase, testWorker } from "@/server/testing/set-up-work-database";
import { addTerms } from "@/server/vocabulary/service";
import { changeSource } from "./change-source";
import { listSources } from "./data";
import { createBatch } from "./service";

const OWNER = 1;
const work = setUpWorkDatabase();
let batchId: string;
let itemId: string;

const change = (input: { engine?: "moonshine-tiny" | "openai"; language?: string }, ownerId = OWNER) =>
  changeSource(ownerId, { batchId, sourceIndex: 0, ...input }, work.database.prisma);
const readTask = async () =>
  (await work.database.prisma.batchItem.findUniqueOrThrow({ where: { id: itemId } })).taskData;
const countChunks = () => work.database.prisma.transcriptionChunk.count({ where: { batchItemId: itemId } });

beforeEach(async () => {
  const { prisma } = work.database;
  const settings = { engine: "moonshine-base" } as const;
  const batch = await createBatch(
    OWNER,
    { files: [{ fileName: "rede.mp3", sizeBytes: 5 }], settings },
    prisma,
    { isReceived: true },
  );
  batchId = batch.batchId;
  await prisma.$executeRaw(Prisma.sql`
    update media_files set download_status = 'completed' where id = ${batch.sources[0]?.mediaFileId}::uuid`);
  // As far as the transcription, which meets another language.
  await prisma.$executeRaw(Prisma.sql`delete from batch_items where task_type = 'preprocess'`);
  const item = await prisma.batchItem.findFirstOrThrow({ where: { batchJobId: batchId } });
  itemId = item.id;
  await prisma.$executeRaw(
    Prisma.sql`update batch_items set dispatched_at = now() where id = ${itemId}::uuid`,
  );
  const run = await claim(prisma, itemId, testWorker, "10000000-0000-4000-8000-000000000001");
  if (!run) throw new Error("not claimed");
  await prisma.transcriptionChunk.create({
    data: { batchItemId: itemId, index: 0, startSample: 0n, endSample: 16_000n },
  });
  const error = new TraxError("LANGUAGE_OTHER", {
    ...{ engine: "moonshine-base", language: "English", heard: "40 seconds" },
  });
  expect(await fail(prisma, run, error)).toBe("failed");
});

describe("a source that stopped at another language", () => {
  test("says why in a sentence and is not tried again by itself", async () => {
    const [source] = await listSources(OWNER, { batchIds: [batchId] }, work.database.prisma);
    expect(source).toMatchObject({ stage: "failed", error: { code: "LANGUAGE_OTHER" } });
    expect(source?.error?.sentence).toContain("does not sound like English");
  });

  test("goes on from what was heard once it is told to be in that language", async () => {
    expect(await change({ language: "English" })).toBe(1);
    expect(await readTask()).toMatchObject({ engine: "moonshine-base", language: "en" });
    expect(await countChunks()).toBe(1);
    await expect(change({ language: "en" })).rejects.toMatchObject({ code: "STATUS_NOT_ALLOWED" });
  });

  test("begins anew with another engine, which finds the language out", async () => {
    expect(await change({ engine: "moonshine-tiny" })).toBe(1);
    const task = await readTask();
    expect(task).toMatchObject({ engine: "moonshine-tiny", announcedBytes: 5 });
    expect(task).not.toHaveProperty("language");
    expect(await countChunks()).toBe(0);
  });

  test("stays as it is for an engine that is not there, a language it does not know, and anybody else", async () => {
    const other = await buildUser(work.database.prisma);
    await expect(change({ language: "de" })).rejects.toMatchObject({ code: "LANGUAGE_UNKNOWN" });
    await expect(change({ engine: "openai" })).rejects.toMatchObject({ code: "ENGINE_NOT_SET_UP" });
    await expect(change({ language: "en" }, other)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await countChunks()).toBe(1);
    const [source] = await listSources(OWNER, { batchIds: [batchId] }, work.database.prisma);
    expect(source?.stage).toBe("failed");
  });
});

test("a batch keeps the terms of its moment, its own before those of its owner", async () => {
  const { prisma } = work.database;
  const other = await buildUser(prisma);
  await addTerms(OWNER, { terms: [{ text: "Ada Lovelace" }, { text: "Kubernetes" }] }, prisma);
  await addTerms(other, { terms: [{ text: "Zoë" }] }, prisma);
  const settings = { vocabulary: [{ text: "Kubernetes", soundsLike: ["cooper netties"] }] };
  const { batchId } = await createBatch(
    OWNER,
    { files: [{ fileName: "a.mp3", sizeBytes: 5 }], settings },
    prisma,
    { isReceived: true },
  );
  await addTerms(OWNER, { terms: [{ text: "Too late" }] }, prisma);
  const batch = await prisma.batchJob.findUniqueOrThrow({ where: { id: batchId }, include: { items: true } });
  expect(batch.settings).toMatchObject({
    terms: [
      { text: "Kubernetes", soundsLike: ["cooper netties"] },
      { text: "Ada Lovelace", soundsLike: [] },
    ],
  });
  // Not once more with each of thousands of files.
  for (const { taskData } of batch.items) expect(JSON.stringify(taskData)).not.toContain("Lovelace");
});
