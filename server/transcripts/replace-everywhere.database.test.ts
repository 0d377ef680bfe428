import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { buildDocument, buildUser } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { previewReplacement } from "./preview-replacement";
import { listReplacements, replaceEverywhere, undoReplacement } from "./replace-everywhere";
import { replaceInput, replacePreviewInput } from "./replace-schema";
import { removeDocuments } from "./service";

let testDatabase: TestDatabase;
let database: Database;
let owner: number;
let other: number;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.connectionString);
});
afterAll(async () => {
  await closeDatabase(database);
  await testDatabase.close();
});
beforeEach(async () => {
  owner = await buildUser(database.prisma);
  other = await buildUser(database.prisma);
});

const build = (lines: string[], ownerId = owner) =>
  buildDocument(database.prisma, { lines, ownerId, title: "A talk" });
const preview = (input: Record<string, unknown>, ownerId = owner) =>
  previewReplacement(ownerId, replacePreviewInput.parse(input), database.prisma);
const replace = (input: Record<string, unknown>, ownerId = owner) =>
  replaceEverywhere(ownerId, replaceInput.parse(input), database.prisma);
async function textsOf({ documentId }: { documentId: string }) {
  const rows = await database.prisma.transcriptSegment.findMany({
    where: { documentId },
    orderBy: { position: "asc" },
  });
  return rows.map(({ text }) => text);
}
const chosen = (lines: { documentId: string; segmentId: string; revision: number }[]) =>
  lines.map(({ documentId, segmentId, revision }) => ({ documentId, segmentId, revision }));

describe("a preview", () => {
  it("shows every place in one's own transcripts, page by page, and not what is in the trash", async () => {
    const first = await build(["Jon and jon", "nobody", "the Jonson case", "jon"]);
    await build(["Jon"], other);
    const trashed = await build(["Jon"]);
    await removeDocuments(owner, [trashed.documentId], database.prisma);
    const seen: [string, number][] = [];
    let cursor: string | null = null;
    do {
      const page = await preview({ text: "jon", limit: 1, cursor });
      seen.push(...page.lines.map(({ text, hits }): [string, number] => [text, hits.length]));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual([
      ["Jon and jon", 2],
      ["jon", 1],
    ]);
    expect((await preview({ text: "Jon", matchesCase: true, wholeWord: false })).lines).toMatchObject([
      { documentId: first.documentId, hits: [{ start: 0, end: 3 }] },
      { text: "the Jonson case", hits: [{ start: 4, end: 7 }] },
    ]);
  });

  it.each(["%", "_", "\\", "'; --", "(a+)+$", "\ud800"])("takes %j as it is", async (text) => {
    await build(["plain words"]);
    expect((await preview({ text, wholeWord: false })).lines).toEqual([]);
  });
});

describe("a replacement", () => {
  it("changes what was chosen, as revisions, and is taken back as one", async () => {
    const a = await build(["Jon saw Jon", "nobody", "Jon"]);
    const b = await build(["and Jon again"]);
    const { lines } = await preview({ text: "Jon" });
    const replacementId = randomUUID();
    const input = {
      ...{ replacementId, text: "Jon", replacement: "John" },
      lines: chosen(lines).map((line) =>
        line.segmentId === a.segmentIds[0] ? { ...line, leftOut: [1] } : line,
      ),
    };
    expect(await replace(input)).toEqual({ changed: 3, passedOver: 0 });
    expect([await textsOf(a), await textsOf(b)]).toEqual([
      ["John saw Jon", "nobody", "John"],
      ["and John again"],
    ]);
    // Sent again after a lost answer, nothing changes twice.
    expect(await replace(input)).toEqual({ changed: 3, passedOver: 0 });
    expect(await textsOf(a)).toEqual(["John saw Jon", "nobody", "John"]);
    expect(await database.prisma.transcriptRevision.count({ where: { ownerId: owner } })).toBe(2);

    expect(await listReplacements(owner, database.prisma)).toMatchObject([
      { id: replacementId, lineCount: 3, documentCount: 2, undoneAt: null },
    ]);
    expect(await undoReplacement(owner, replacementId, database.prisma)).toEqual({ undone: 3, kept: 0 });
    expect([await textsOf(a), await textsOf(b)]).toEqual([
      ["Jon saw Jon", "nobody", "Jon"],
      ["and Jon again"],
    ]);
    expect(await undoReplacement(owner, replacementId, database.prisma)).toEqual({ undone: 3, kept: 0 });
    expect((await listReplacements(owner, database.prisma))[0]?.undoneAt).toBeInstanceOf(Date);
  });

  it("passes over what somebody changed since the preview, and an undo over what was changed after it", async () => {
    const a = await build(["Jon one", "Jon two", "Jon three"]);
    const b = await build(["Jon four"]);
    const { lines } = await preview({ text: "Jon" });
    const change = (id: string | undefined, text: string) =>
      database.prisma.transcriptSegment.update({
        where: { id: id ?? "" },
        data: { text, revision: { increment: 1 } },
      });
    await change(a.segmentIds[1], "Jon too, by hand");
    const replacementId = randomUUID();
    const input = { replacementId, text: "Jon", replacement: "John", lines: chosen(lines) };
    expect(await replace(input)).toEqual({ changed: 3, passedOver: 1 });
    expect(await replace(input)).toEqual({ changed: 3, passedOver: 1 });
    expect(await textsOf(a)).toEqual(["John one", "Jon too, by hand", "John three"]);
    await change(b.segmentIds[0], "John four, corrected");
    expect(await undoReplacement(owner, replacementId, database.prisma)).toEqual({ undone: 2, kept: 1 });
    expect(await textsOf(a)).toEqual(["Jon one", "Jon too, by hand", "Jon three"]);
    expect(await textsOf(b)).toEqual(["John four, corrected"]);
  });

  it("of another owner is neither made, seen nor taken back", async () => {
    const mine = await build(["Jon"]);
    const { lines } = await preview({ text: "Jon" });
    const replacementId = randomUUID();
    const input = { replacementId, text: "Jon", replacement: "John", lines: chosen(lines) };
    expect(await replace(input, other)).toEqual({ changed: 0, passedOver: 1 });
    expect(await textsOf(mine)).toEqual(["Jon"]);
    await expect(replace(input)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const own = { ...input, replacementId: randomUUID() };
    expect(await replace(own)).toEqual({ changed: 1, passedOver: 0 });
    expect(await listReplacements(other, database.prisma)).toEqual([]);
    await expect(undoReplacement(other, own.replacementId, database.prisma)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
