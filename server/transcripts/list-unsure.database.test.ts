import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { buildDocument, buildUser } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { listUnsure, maxUnsureWords } from "./list-unsure";

const OWNER = 1;
let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.connectionString);
});
afterAll(async () => {
  await closeDatabase(database);
  await testDatabase.close();
});

const list = (documentId: string, below = 0.5, ownerId = OWNER) =>
  listUnsure(ownerId, { documentId, below }, database.prisma);

const buildWord = (id: string, confidence: number | null) => ({
  id,
  text: id,
  startMs: 0,
  endMs: 10,
  confidence,
});

async function setWords(segmentId: string | undefined, words: object[]) {
  await database.prisma.transcriptSegment.update({ where: { id: segmentId }, data: { words, revision: 3 } });
}

test("gives the words below the limit in order, never those without a number", async () => {
  const { documentId, segmentIds } = await buildDocument(database.prisma, { lines: ["a b c", "d e"] });
  await setWords(segmentIds[0], [buildWord("a", 0.2), buildWord("b", 0.5), buildWord("c", null)]);
  await setWords(segmentIds[1], [buildWord("d", 0.9), buildWord("e", 0)]);
  const found = await list(documentId);
  expect(found.words.map(({ id, segmentId, segmentRevision }) => [id, segmentId, segmentRevision])).toEqual([
    ["a", segmentIds[0], 3],
    ["e", segmentIds[1], 3],
  ]);
  expect(found.isComplete).toBe(true);
  expect((await list(documentId, 1)).words).toHaveLength(4);
  expect((await list(documentId, 0)).words).toHaveLength(0);
});

test("words that another program wrote wrongly are left out", async () => {
  const { documentId, segmentIds } = await buildDocument(database.prisma, { lines: ["a b"] });
  await setWords(segmentIds[0], [{ confidence: "0.1" }, { confidence: 0.1 }, buildWord("ok", 0.1)]);
  expect((await list(documentId)).words.map(({ id }) => id)).toEqual(["ok"]);
});

test("a long list ends somewhere, and says so", async () => {
  const { documentId, segmentIds } = await buildDocument(database.prisma, { lines: ["a"] });
  await setWords(
    segmentIds[0],
    Array.from({ length: maxUnsureWords + 1 }, (_, index) => buildWord(`w${index}`, 0.1)),
  );
  const found = await list(documentId);
  expect(found.words).toHaveLength(maxUnsureWords);
  expect(found.isComplete).toBe(false);
});

test("another owner's document is not there", async () => {
  const { documentId } = await buildDocument(database.prisma);
  const stranger = await buildUser(database.prisma);
  await expect(list(documentId, 0.5, stranger)).rejects.toMatchObject({ code: "NOT_FOUND" });
});
