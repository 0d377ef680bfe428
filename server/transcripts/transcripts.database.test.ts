import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listSources } from "@/server/batches/data";
import { createExport } from "@/server/exports/service";
import { prepareQueue } from "@/server/jobs/queue";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { getStorage, storageKeys } from "@/server/platform/storage";
import { buildBatch, buildDocument, buildMedia, buildUser } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { createTestHome } from "@/server/testing/test-home";
import { applyEdits } from "./apply-edits";
import { getDocument, listAllSegments, listDocuments, listSegments } from "./data";
import { listPartial } from "./list-partial";
import { purgeDocuments, removeDocuments, renameDocument, restoreDocuments } from "./service";
import { writeDocumentResult } from "./write-result";

const OWNER = 1;
let testDatabase: TestDatabase;
let database: Database;
let home: Awaited<ReturnType<typeof createTestHome>>;
let stranger: number;

beforeAll(async () => {
  home = await createTestHome();
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.connectionString);
  await prepareQueue(database.pool);
  stranger = await buildUser(database.prisma);
});
afterAll(async () => {
  await closeDatabase(database);
  await testDatabase.close();
  await home.close();
});

const save = (documentId: string, segmentId: string, text: string) =>
  applyEdits(
    OWNER,
    {
      documentId,
      commands: [{ commandId: randomUUID(), bases: {}, command: { type: "segment.text", segmentId, text } }],
    },
    database.prisma,
  );

async function buildLine(text = "hello there world") {
  const { documentId, segmentIds } = await buildDocument(database.prisma, { lines: [text] });
  return { documentId, segmentId: segmentIds[0] as string };
}

describe("a machine's output", () => {
  test("never overwrites lines that no machine's text is known of", async () => {
    const { documentId, segmentId } = await buildLine();
    await save(documentId, segmentId, "corrected by hand");
    const result = await database.prisma.transcriptionResult.create({ data: { textContent: "machine" } });
    const segments = [{ startMs: 0, endMs: 500, text: "machine", words: [] }];
    await database.prisma.$transaction((tx) =>
      writeDocumentResult(tx, { documentId, resultId: result.id, segments }),
    );
    const lines = await listAllSegments(OWNER, documentId, database.prisma);
    expect(lines.map((line) => line.text)).toEqual(["corrected by hand"]);
  });

  test("fills a document that is empty, with stable word ids", async () => {
    const { documentId } = await buildDocument(database.prisma, { lines: [] });
    const result = await database.prisma.transcriptionResult.create({ data: { textContent: "machine" } });
    const words = [{ text: "machine", startMs: 0, endMs: 500, confidence: 0.5 }];
    await database.prisma.$transaction((tx) =>
      writeDocumentResult(tx, {
        documentId,
        resultId: result.id,
        segments: Array.from({ length: 2_345 }, (_, index) => ({
          startMs: index,
          endMs: index + 1,
          text: `m${index}`,
          words,
        })),
      }),
    );
    const first = await listSegments(OWNER, { documentId, limit: 1_000 }, database.prisma);
    const second = await listSegments(
      OWNER,
      { documentId, limit: 1_000, cursor: first.nextCursor },
      database.prisma,
    );
    const third = await listSegments(
      OWNER,
      { documentId, limit: 1_000, cursor: second.nextCursor },
      database.prisma,
    );
    const all = [...first.segments, ...second.segments, ...third.segments];
    expect(all.map((line) => line.text)).toEqual(Array.from({ length: 2_345 }, (_, index) => `m${index}`));
    expect(third.nextCursor).toBeNull();
    expect(new Set(all.flatMap((line) => line.words.map((word) => word.id))).size).toBe(2_345);
  });
});

describe("the list", () => {
  test("pages newest first by keyset, and filters by any part of the title", async () => {
    const owner = await buildUser(database.prisma);
    for (const title of ["Alpha talk", "Beta talk", "100% gamma", "delta_x"]) {
      await buildDocument(database.prisma, { ownerId: owner, title, lines: [] });
    }
    const list = (filter: string, cursor: string | null = null, limit = 3) =>
      listDocuments(owner, { filter, trash: false, cursor, limit }, database.prisma);
    const first = await list("");
    const second = await list("", first.nextCursor);
    expect([...first.documents, ...second.documents].map((each) => each.title)).toEqual([
      "delta_x",
      "100% gamma",
      "Beta talk",
      "Alpha talk",
    ]);
    expect(second.nextCursor).toBeNull();
    expect((await list("TALK")).documents).toHaveLength(2);
    expect((await list("%")).documents.map((each) => each.title)).toEqual(["100% gamma"]);
    expect((await list("_")).documents.map((each) => each.title)).toEqual(["delta_x"]);
    expect((await list("", "nonsense")).documents).toHaveLength(3);
  });
});

describe("what is there before the end", () => {
  test("has what two neighbouring chunks heard once, in the one where it lies", async () => {
    const { items } = await buildBatch(database.prisma);
    const item = items[0] as (typeof items)[number];
    const word = (text: string, startMs: number) => ({
      text,
      startMs,
      endMs: startMs + 200,
      confidence: 0.9,
    });
    const chunk = (index: number, words: ReturnType<typeof word>[]) => ({
      batchItemId: item.transcribe,
      index,
      startSample: BigInt(index * 16_000),
      endSample: BigInt((index + 1) * 16_000),
      context: { leadSamples: index * 8_000, tailSamples: 8_000, textOf: null },
      result: { text: words.map(({ text }) => text).join(" "), words },
      decodedAt: new Date(),
    });
    await database.prisma.transcriptionChunk.createMany({
      data: [
        chunk(0, [word("one", 100), word("two", 800), word("three", 1_200)]),
        chunk(1, [word("two", 790), word("three", 1_210)]),
        chunk(2, []),
      ],
    });
    const { documentId } = item;
    const { chunks } = await listPartial(OWNER, { documentId, fromIndex: 0 }, database.prisma);
    expect(chunks.map(({ text }) => text)).toEqual(["one two", "three", ""]);
  });
});

describe("the trash", () => {
  test("takes, gives back, and purges with every file", async () => {
    const { batchId, items } = await buildBatch(database.prisma);
    const [item] = items;
    if (!item) throw new Error("no item");
    const { documentId, mediaFileId } = item;
    const storage = getStorage();
    await storage.write(storageKeys.original(mediaFileId), "sound");
    await storage.write(`${storageKeys.derivedOf(mediaFileId)}/claim/master.wav`, "wav");
    const result = await database.prisma.transcriptionResult.create({
      data: { mediaFileId, textContent: "x" },
    });
    await database.prisma.$transaction((tx) =>
      writeDocumentResult(tx, {
        documentId,
        resultId: result.id,
        segments: [{ startMs: 0, endMs: 500, text: "x", words: [] }],
      }),
    );
    await database.prisma.transcriptionChunk.create({
      data: {
        batchItemId: item.transcribe,
        index: 0,
        startSample: 0n,
        endSample: 10n,
        result: { text: "x" },
        decodedAt: new Date(),
      },
    });
    await storage.write(storageKeys.upload(mediaFileId), "half");
    const made = await createExport(OWNER, { documentId, format: "txt", source: "edited" }, database.prisma);

    expect(await purgeDocuments(OWNER, [documentId], database.prisma)).toBe(0);
    expect(await removeDocuments(OWNER, [documentId], database.prisma)).toBe(1);
    await expect(save(documentId, made.id, "x")).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await restoreDocuments(OWNER, [documentId], database.prisma)).toBe(1);
    expect(await removeDocuments(OWNER, [documentId], database.prisma)).toBe(1);
    expect(await purgeDocuments(OWNER, [documentId], database.prisma)).toBe(1);

    expect(await database.prisma.transcriptionChunk.count({ where: { batchItemId: item.transcribe } })).toBe(
      0,
    );
    for (const prefix of [
      storageKeys.sources,
      storageKeys.derived,
      storageKeys.exports,
      storageKeys.uploads,
    ]) {
      expect(await storage.measure(prefix), prefix).toBe(0);
    }
    expect(await database.prisma.mediaFile.count({ where: { id: mediaFileId } })).toBe(0);
    const left = await database.prisma.batchItem.findMany({
      where: { id: { in: [item.preprocess, item.transcribe] } },
    });
    expect(left.map((each) => each.status)).toEqual(["cancelled", "cancelled"]);
    expect(await listSources(OWNER, { batchIds: [batchId] }, database.prisma)).toEqual([]);
  });

  test("keeps a recording that another document uses", async () => {
    const mediaFileId = await buildMedia(database.prisma);
    const one = await buildDocument(database.prisma, { mediaFileId });
    await buildDocument(database.prisma, { mediaFileId });
    await removeDocuments(OWNER, [one.documentId], database.prisma);
    expect(await purgeDocuments(OWNER, [one.documentId], database.prisma)).toBe(1);
    expect(await database.prisma.mediaFile.count({ where: { id: mediaFileId } })).toBe(1);
  });
});

describe("what belongs to somebody else", () => {
  test("is not there, for every function", async () => {
    const { documentId, segmentId } = await buildLine();
    await save(documentId, segmentId, "mine alone");
    const notFound = { code: "NOT_FOUND" };
    const { prisma } = database;
    await expect(getDocument(stranger, documentId, prisma)).rejects.toMatchObject(notFound);
    await expect(listSegments(stranger, { documentId, limit: 10 }, prisma)).rejects.toMatchObject(notFound);
    await expect(listAllSegments(stranger, documentId, prisma)).rejects.toMatchObject(notFound);
    await expect(listPartial(stranger, { documentId, fromIndex: 0 }, prisma)).rejects.toMatchObject(notFound);
    await expect(renameDocument(stranger, { documentId, title: "x" }, prisma)).rejects.toMatchObject(
      notFound,
    );
    await expect(
      createExport(stranger, { documentId, format: "txt", source: "edited" }, prisma),
    ).rejects.toMatchObject(notFound);
    expect(await removeDocuments(stranger, [documentId], prisma)).toBe(0);
    await removeDocuments(OWNER, [documentId], prisma);
    expect(await restoreDocuments(stranger, [documentId], prisma)).toBe(0);
    expect(await purgeDocuments(stranger, [documentId], prisma)).toBe(0);
    expect((await listDocuments(stranger, { filter: "", trash: true, limit: 10 }, prisma)).documents).toEqual(
      [],
    );
  });
});
