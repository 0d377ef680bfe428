import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { findExpectedUpload, findMedia } from "@/server/media/data";
import { completeReceived, completeUpload, recoverUploads } from "@/server/media/service";
import { type Database, Prisma } from "@/server/platform/db";
import { getStorage, storageKeys } from "@/server/platform/storage";
import { buildUser } from "@/server/testing/factories";
import { type HomeDatabase, setUpHomeDatabase } from "@/server/testing/set-up-home-database";
import { getBatch as getSummary, listBatches, listSourcePage } from "./data";
import {
  cancelBatch,
  cancelSource,
  createBatch,
  pauseBatch,
  resumeBatch,
  retryFailed,
  retrySource,
} from "./service";

const OWNER = 1;
let database: Database;
let home: HomeDatabase["home"];
let stranger: number;
setUpHomeDatabase(
  (made) => {
    ({ database, home, stranger } = made);
  },
  { TRAX_MAX_UPLOAD_BYTES: "1000000" },
);

const create = (files: { fileName: string; sizeBytes: number }[]) =>
  createBatch(OWNER, { files }, database.prisma);
async function getBatch(ownerId: number, batchId: string, { prisma }: Pick<Database, "prisma"> = database) {
  const batch = await getSummary(ownerId, batchId, prisma);
  return { ...batch, sources: (await listSourcePage(ownerId, { batchId }, prisma)).sources };
}
const queuedJobs = async (batchId: string) => {
  const items = await database.prisma.batchItem.findMany({ where: { batchJobId: batchId } });
  const keys = items.map((item) => `media.${item.taskType}:${item.id}`);
  const rows = await database.prisma.$queryRaw<{ key: string }[]>(
    Prisma.sql`select key from graphile_worker.jobs where key = any(${keys}::text[])`,
  );
  return rows.length;
};
async function upload(mediaFileId: string, bytes: string) {
  const file = path.join(home.home, `upload-${mediaFileId}`);
  await writeFile(file, bytes);
  await completeUpload(OWNER, mediaFileId, file, bytes.length, database.prisma);
}

describe("a submission", () => {
  test("is one batch with a media row, a document and two steps for each file, and waits for the bytes", async () => {
    const { batchId, sources } = await create([
      { fileName: "one.mp3", sizeBytes: 3 },
      { fileName: "two.mp4", sizeBytes: 4 },
    ]);
    const batch = await getBatch(OWNER, batchId);
    expect(batch).toMatchObject({
      name: "one and 1 more",
      status: "pending",
      totalFiles: 2,
      processedFiles: 0,
    });
    expect(batch.sources.map((source) => [source.fileName, source.stage, source.sizeBytes])).toEqual([
      ["one.mp3", "uploading", 3],
      ["two.mp4", "uploading", 4],
    ]);
    expect(batch.sources[0]?.steps.map((step) => step.taskType).sort()).toEqual(["preprocess", "transcribe"]);
    expect(await queuedJobs(batchId)).toBe(0);

    await upload(sources[0]?.mediaFileId ?? "", "abc");
    expect(await queuedJobs(batchId)).toBe(1);
    expect((await getBatch(OWNER, batchId)).sources.map((source) => source.stage)).toEqual([
      "waiting",
      "uploading",
    ]);
  });

  test("takes names as data: two of one name, paths, quotes, emoji, NUL, 300 characters", async () => {
    const names = [
      "same.mp3",
      "same.mp3",
      "../../etc/passwd",
      `"a'b".wav`,
      "🎙️.ogg",
      "a\u0000b.mp3",
      `${"x".repeat(296)}.mp3`,
    ];
    const { batchId } = await create(names.map((fileName) => ({ fileName, sizeBytes: 1 })));
    const batch = await getBatch(OWNER, batchId);
    expect(batch.sources.map((source) => source.fileName)).toEqual(
      names.map((name) => name.replace("\u0000", "")),
    );
    const documents = await database.prisma.transcriptDocument.findMany({
      where: { id: { in: batch.sources.map((source) => source.documentId ?? "") } },
    });
    expect(documents.map((row) => row.title)).toContain("passwd");
    const media = await database.prisma.mediaFile.findMany({
      where: { id: { in: batch.sources.map((source) => source.mediaFileId) } },
    });
    expect(media.every((row) => row.filePath === storageKeys.original(row.id))).toBe(true);
  });

  test("too large, or of no file, is refused with nothing written", async () => {
    const before = await database.prisma.batchJob.count();
    await expect(create([{ fileName: "big.mp3", sizeBytes: 2_000_000 }])).rejects.toMatchObject({
      code: "UPLOAD_TOO_LARGE",
    });
    await expect(create([])).rejects.toThrow("Choose at least one file.");
    expect(await database.prisma.batchJob.count()).toBe(before);
  });

  test("of an empty file goes to work at once, where it is refused with a sentence", async () => {
    const { batchId } = await create([{ fileName: "empty.mp3", sizeBytes: 0 }]);
    expect(await queuedJobs(batchId)).toBe(1);
  });
});

describe("an upload", () => {
  test("of another size than announced is refused and leaves the row waiting", async () => {
    const { sources } = await create([{ fileName: "a.mp3", sizeBytes: 3 }]);
    const id = sources[0]?.mediaFileId ?? "";
    await expect(upload(id, "abcd")).rejects.toMatchObject({ code: "UPLOAD_SIZE_DIFFERS" });
    expect(await findExpectedUpload(OWNER, id, database.prisma)).not.toBeNull();
  });

  test("that nobody announced, that is complete, or that was cancelled is refused", async () => {
    const { batchId, sources } = await create([
      { fileName: "a.mp3", sizeBytes: 3 },
      { fileName: "b.mp3", sizeBytes: 3 },
    ]);
    const [a, b] = sources.map((source) => source.mediaFileId) as [string, string];
    await upload(a, "abc");
    await expect(upload(a, "abc")).rejects.toMatchObject({ code: "UPLOAD_NOT_EXPECTED" });
    await cancelSource(OWNER, { batchId, sourceIndex: 1 }, database.prisma);
    await expect(upload(b, "abc")).rejects.toMatchObject({ code: "UPLOAD_NOT_EXPECTED" });
  });

  test("whose file is in place but whose row was not written is found at the next start", async () => {
    const { batchId, sources } = await create([{ fileName: "a.mp3", sizeBytes: 3 }]);
    await getStorage().write(storageKeys.original(sources[0]?.mediaFileId ?? ""), "abc");
    expect(await recoverUploads(database.prisma)).toBe(1);
    expect(await recoverUploads(database.prisma)).toBe(0);
    expect(await queuedJobs(batchId)).toBe(1);
  });
});

test("an upload whose last byte came but whose end was cut off is completed", async () => {
  const { batchId, sources } = await create([{ fileName: "a.mp3", sizeBytes: 3 }]);
  const id = sources[0]?.mediaFileId ?? "";
  await getStorage().write(storageKeys.upload(id), "ab");
  expect(await completeReceived(OWNER, id, database.prisma)).toBe(false);
  await getStorage().write(storageKeys.upload(id), "abc");
  expect(await completeReceived(stranger, id, database.prisma)).toBe(false);
  expect(await recoverUploads(database.prisma)).toBe(1);
  expect(await getStorage().findSize(storageKeys.original(id))).toBe(3);
  expect(await queuedJobs(batchId)).toBe(1);
});

describe("the list of batches", () => {
  test("pages newest first without losing or repeating any", async () => {
    const owner = await buildUser(database.prisma);
    const ids: string[] = [];
    for (let index = 0; index < 7; index += 1) {
      ids.unshift(
        (await createBatch(owner, { files: [{ fileName: `${index}.mp3`, sizeBytes: 1 }] }, database.prisma))
          .batchId,
      );
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await listBatches(owner, { cursor, limit: 3 }, database.prisma);
      seen.push(...page.batches.map((batch) => batch.id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(ids);
  });
});

describe("what belongs to somebody else", () => {
  test("is not there, for every function", async () => {
    const { batchId, sources } = await create([{ fileName: "mine.mp3", sizeBytes: 1 }]);
    const { prisma } = database;
    const mediaFileId = sources[0]?.mediaFileId ?? "";
    const notFound = { code: "NOT_FOUND" };
    const source = { batchId, sourceIndex: 0 };
    await expect(getBatch(stranger, batchId)).rejects.toMatchObject(notFound);
    await expect(retrySource(stranger, source, prisma)).rejects.toMatchObject(notFound);
    await expect(retryFailed(stranger, { batchId }, prisma)).rejects.toMatchObject(notFound);
    await expect(cancelSource(stranger, source, prisma)).rejects.toMatchObject(notFound);
    await expect(cancelBatch(stranger, { batchId }, prisma)).rejects.toMatchObject(notFound);
    await expect(pauseBatch(stranger, { batchId }, prisma)).rejects.toMatchObject(notFound);
    await expect(resumeBatch(stranger, { batchId }, prisma)).rejects.toMatchObject(notFound);
    expect((await listBatches(stranger, { limit: 10 }, prisma)).batches).toEqual([]);
    expect(await findMedia(stranger, mediaFileId, prisma)).toBeNull();
    expect(await findExpectedUpload(stranger, mediaFileId, prisma)).toBeNull();
    await expect(completeUpload(stranger, mediaFileId, "/nowhere", 1, prisma)).rejects.toMatchObject({
      code: "UPLOAD_NOT_EXPECTED",
    });
  });
});

describe("cancelling a batch", () => {
  test("ends all of it, and it can be retried as a whole", async () => {
    const { batchId } = await create([
      { fileName: "a.mp3", sizeBytes: 1 },
      { fileName: "b.mp3", sizeBytes: 1 },
    ]);
    expect(await cancelBatch(OWNER, { batchId }, database.prisma)).toBe(4);
    expect((await getBatch(OWNER, batchId)).status).toBe("cancelled");
    expect(await retrySource(OWNER, { batchId, sourceIndex: 0 }, database.prisma)).toBe(2);
    expect((await getBatch(OWNER, batchId)).status).toBe("pending");
  });
});
