import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeDatabase, createDatabase, type Database, Prisma } from "@/server/platform/db";
import { buildBatch, buildUser, moveItems } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { listDuplicates, listKnownSizes } from "./data";

const OWNER = 1;
let testDatabase: TestDatabase;
let database: Database;
let stranger: number;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.connectionString);
  stranger = await buildUser(database.prisma);
});
afterAll(async () => {
  await closeDatabase(database);
  await testDatabase.close();
});

let lastSize = 5_000;
/** A file of its own for each test, submitted by somebody and worked on as far as the statuses say. */
async function submitted(
  statuses: [string, string],
  overrides: { ownerId?: number; engine?: string; file?: { sha256: string; sizeBytes: number } } = {},
) {
  const { ownerId = OWNER, engine = "moonshine-base" } = overrides;
  lastSize += 1;
  const file = overrides.file ?? {
    sha256: createHash("sha256").update(randomUUID()).digest("hex"),
    sizeBytes: lastSize,
  };
  const { batchId, items } = await buildBatch(database.prisma, { ownerId });
  const [item] = items;
  if (!item) throw new Error("no item");
  await database.prisma.mediaFile.update({
    where: { id: item.mediaFileId },
    data: { sha256: file.sha256, fileSize: BigInt(file.sizeBytes) },
  });
  await moveItems(database.prisma, { id: item.preprocess }, { status: statuses[0] });
  await moveItems(database.prisma, { id: item.transcribe }, { status: statuses[1], taskData: { engine } });
  if (statuses[1] === "completed") {
    const result = await database.prisma.transcriptionResult.create({
      data: { textContent: "Hello.", segments: [], rawContent: {} },
    });
    await database.prisma.transcriptDocument.update({
      where: { id: item.documentId },
      data: { currentResultId: result.id },
    });
  }
  return { file, batchId, documentId: item.documentId };
}

const find = (file: { sha256: string; sizeBytes: number }, ownerId = OWNER, engine?: "moonshine-tiny") =>
  listDuplicates(ownerId, { files: [file], engine }, database.prisma);

describe("a file that was submitted before", () => {
  test.each([
    ["completed", "completed", "done", true],
    ["completed", "running", "working", false],
    ["completed", "retrying", "working", false],
    ["completed", "failed", "failed", false],
    ["completed", "cancelled", "cancelled", false],
  ] as const)("with its steps %s and %s is %s", async (preprocess, transcribe, state, hasText) => {
    const { file, batchId, documentId } = await submitted([preprocess, transcribe]);
    expect(await find(file)).toEqual([
      expect.objectContaining({
        ...file,
        documentId,
        title: "A talk",
        state,
        hasText,
        engine: "moonshine-base",
        source: { batchId, sourceIndex: 0 },
      }),
    ]);
  });

  test("is paused while its batch is", async () => {
    const { file, batchId } = await submitted(["completed", "pending"]);
    await database.prisma.$executeRaw(
      Prisma.sql`update batch_jobs set paused_at = now() where id = ${batchId}::uuid`,
    );
    expect(await find(file)).toMatchObject([{ state: "paused" }]);
  });

  test("is found once: with text first, then by the wanted engine, and never in the trash", async () => {
    const failed = await submitted(["completed", "failed"]);
    const { file } = failed;
    const done = await submitted(["completed", "completed"], { file });
    const tiny = await submitted(["completed", "completed"], { file, engine: "moonshine-tiny" });
    expect(await find(file)).toMatchObject([{ documentId: done.documentId }]);
    expect(await find(file, OWNER, "moonshine-tiny")).toMatchObject([{ documentId: tiny.documentId }]);
    await database.prisma.transcriptDocument.updateMany({
      where: { id: { in: [done.documentId, tiny.documentId] } },
      data: { deletedAt: new Date() },
    });
    expect(await find(file)).toMatchObject([{ documentId: failed.documentId, state: "failed" }]);
  });

  test("of another size, or of other bytes, is another file", async () => {
    const { file } = await submitted(["completed", "completed"]);
    expect(await find({ ...file, sizeBytes: file.sizeBytes + 100_000 })).toEqual([]);
    expect(await find({ ...file, sha256: "0".repeat(64) })).toEqual([]);
  });
});

test("what belongs to somebody else is not there: neither its size nor its transcript", async () => {
  const theirs = await submitted(["completed", "completed"], { ownerId: stranger });
  const mine = await submitted(["completed", "completed"]);
  const sizes = [theirs.file.sizeBytes, mine.file.sizeBytes, 4];
  expect(await listKnownSizes(OWNER, sizes, database.prisma)).toEqual([mine.file.sizeBytes]);
  expect(await listKnownSizes(stranger, sizes, database.prisma)).toEqual([theirs.file.sizeBytes]);
  expect(await find(theirs.file)).toEqual([]);
  expect(await find(mine.file, stranger)).toEqual([]);
});
