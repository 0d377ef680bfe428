import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase, createDatabase, type Database, Prisma } from "@/server/platform/db";
import { withQueryLimit } from "@/server/platform/with-query-limit";
import { buildDocument, buildUser } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { librarySearchInput } from "./schema";
import { searchLibrary } from "./search-library";

let testDatabase: TestDatabase;
let database: Database;
let other: number;
let older: string;
let newer: string;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.connectionString);
  const { prisma } = database;
  other = await buildUser(prisma);
  const build = async (createdAt: string, title: string, lines: string[], ownerId = 1) => {
    const { documentId } = await buildDocument(prisma, { title, lines, ownerId });
    await prisma.transcriptDocument.update({ where: { id: documentId }, data: { createdAt } });
    return documentId;
  };
  older = await build("2024-01-01T00:00:00Z", "Harbour", [
    "the ship left the harbour at dawn",
    "nobody saw it, and nobody asked",
    "the Café by the harbour was closed",
  ]);
  newer = await build("2024-02-01T00:00:00Z", "Interview", ["a ship is no harbour", "das Größte Schiff"]);
  await build("2024-03-01T00:00:00Z", "Not mine", ["their ship in their harbour"], other);
  const trashed = await build("2024-04-01T00:00:00Z", "Trashed", ["a harbour in the trash"]);
  await prisma.transcriptDocument.update({ where: { id: trashed }, data: { deletedAt: new Date() } });
});
afterAll(async () => {
  await closeDatabase(database);
  await testDatabase.close();
});

const search = (query: string, rest: { limit?: number; cursor?: string | null } = {}, ownerId = 1) =>
  searchLibrary(
    ownerId,
    librarySearchInput.parse({ query, order: "newest", spelling: "exact", ...rest }),
    database.prisma,
  );
const linesOf = ({ documents }: Awaited<ReturnType<typeof search>>) =>
  documents.flatMap(({ matches }) => matches);
const textsOf = async (query: string, ownerId = 1) =>
  linesOf(await search(query, {}, ownerId)).map(({ pieces }) => pieces.map(({ text }) => text).join(""));

test("finds words in all of one's own transcripts, the newest first, and marks them", async () => {
  const found = await search("harbour");
  const matches = linesOf(found);
  expect(matches.map(({ documentId, title, startMs }) => [documentId, title, startMs])).toEqual([
    [newer, "Interview", 0],
    [older, "Harbour", 0],
    [older, "Harbour", 6_000],
  ]);
  expect(matches[0]?.pieces).toEqual([
    { text: "a ship is no ", isHit: false },
    { text: "harbour", isHit: true },
  ]);
  expect(found.nextCursor).toBeNull();
});

test("neither capitals nor accents matter, in any language", async () => {
  expect(await textsOf("CAFE")).toEqual(["the Café by the harbour was closed"]);
  expect(await textsOf("grosste schiff")).toEqual(["das Größte Schiff"]);
});

test.each([
  ['"left the harbour"', 1],
  ['"harbour the left"', 0],
  ["harbour -ship", 1],
  ["dawn or schiff", 2],
  ["", 0],
  ["...", 0],
  ["' \" \\ : & | ! ( ) <-> * %", 0],
  ["har\0bour", 0],
  ["\u202egnp.exe \ud800", 0],
  ["x".repeat(200), 0],
  ["- | & ! -- * () <->", 0],
])("takes %j as it is typed", async (query, found) => {
  expect(await textsOf(query)).toHaveLength(found);
});

test("gives pages one after the other, each match once", async () => {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await search("harbour", { limit: 1, cursor });
    seen.push(...linesOf(page).map(({ segmentId }) => segmentId));
    cursor = page.nextCursor;
  } while (cursor);
  expect(seen).toEqual(linesOf(await search("harbour")).map(({ segmentId }) => segmentId));
});

test.each(["1; drop table users", "e_x_1_y", `e_-_1_${"0".repeat(36)}`])(
  "refuses the cursor %j",
  (cursor) => {
    expect(librarySearchInput.safeParse({ query: "a", cursor }).success).toBe(false);
  },
);

test("is of its owner, whatever a statement says, and goes with the document", async () => {
  const { pool, prisma } = database;
  expect(await textsOf("harbour", other)).toEqual(["their ship in their harbour"]);
  await pool.query(
    "update transcript_segments set owner_id = $1, document_order = 7 where document_id = $2",
    [other, older],
  );
  expect(await textsOf("dawn", other)).toEqual([]);
  expect(await textsOf("dawn")).toHaveLength(1);
  await prisma.transcriptDocument.update({ where: { id: older }, data: { ownerId: other } });
  expect(await textsOf("dawn", other)).toHaveLength(1);
  expect(await textsOf("dawn")).toEqual([]);
  await prisma.transcriptDocument.update({ where: { id: older }, data: { ownerId: 1 } });
});

test("a corrected line is found by its new words, and a line of a million characters is saved", async () => {
  const { documentId, segmentIds } = await buildDocument(database.prisma, { lines: ["misheared word"] });
  const correct = (text: string) =>
    database.prisma.transcriptSegment.update({
      where: { id: segmentIds[0] ?? "" },
      data: { text, words: [] },
    });
  await correct("misheard word");
  expect(await textsOf("misheard")).toHaveLength(1);
  expect(await textsOf("misheared")).toEqual([]);
  const many = Array.from(
    { length: 120_000 },
    (_, at) => `${String.fromCodePoint(0x10400 + (at % 40))}${at}`,
  );
  await correct(many.join(" ").slice(0, 1_000_000));
  await database.prisma.transcriptDocument.delete({ where: { id: documentId } });
});

test("a search that runs away is ended with a sentence", async () => {
  await expect(
    withQueryLimit(database.prisma, (tx) => tx.$queryRaw(Prisma.sql`select pg_sleep(20)::text`), 200),
  ).rejects.toMatchObject({ code: "SEARCH_TOO_SLOW" });
  // The connection is as it was.
  expect(await textsOf("dawn")).toHaveLength(1);
});
