import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { buildDocument, buildUser } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { removeDocuments } from "@/server/transcripts/service";
import { listOrder } from "./data";
import { tagName } from "./schema";
import * as service from "./service";

let testDatabase: TestDatabase;
let database: Database;
let owner: number;
let other: number;
let mine: string[];
let theirs: string;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.connectionString);
});
afterAll(async () => {
  await closeDatabase(database);
  await testDatabase.close();
});
beforeEach(async () => {
  const { prisma } = database;
  owner = await buildUser(prisma);
  other = await buildUser(prisma);
  mine = [];
  for (let at = 0; at < 3; at += 1) mine.push((await buildDocument(prisma, { ownerId: owner })).documentId);
  theirs = (await buildDocument(prisma, { ownerId: other })).documentId;
});

describe("collections", () => {
  it("hold one's own transcripts, each in many, and count those that are not in the trash", async () => {
    const { prisma } = database;
    const [a, b, c] = mine as [string, string, string];
    const first = await service.createCollection(
      owner,
      { name: "Talks", documentIds: [a, b, theirs] },
      prisma,
    );
    const again = await service.createCollection(owner, { name: "Talks", documentIds: [b, c] }, prisma);
    expect(again).toEqual(first);
    await service.createCollection(owner, { name: "also", documentIds: [a] }, prisma);
    await removeDocuments(owner, [c], prisma);
    expect((await listOrder(owner, prisma)).collections).toMatchObject([
      { name: "also", documentCount: 1 },
      { name: "Talks", documentCount: 2 },
    ]);
    const place = { ...first, documentIds: [a, c, theirs] };
    expect((await service.takeFromCollection(owner, place, prisma)).sort()).toEqual([a, c].sort());
    expect(await service.takeFromCollection(owner, place, prisma)).toEqual([]);
    expect((await service.addToCollection(owner, place, prisma)).sort()).toEqual([a, c].sort());
  });

  it("are renamed, and made again after they were removed; their transcripts stay", async () => {
    const { prisma } = database;
    const { collectionId } = await service.createCollection(
      owner,
      { name: "One", documentIds: mine },
      prisma,
    );
    await service.createCollection(owner, { name: "Two", documentIds: [] }, prisma);
    await expect(
      service.renameCollection(owner, { collectionId, name: "Two" }, prisma),
    ).rejects.toMatchObject({ code: "COLLECTION_NAME_TAKEN" });
    await service.renameCollection(owner, { collectionId, name: "Three" }, prisma);
    const removed = await service.removeCollection(owner, collectionId, prisma);
    expect(removed.name).toBe("Three");
    expect(await prisma.transcriptDocument.count({ where: { ownerId: owner } })).toBe(3);
    await service.createCollection(owner, removed, prisma);
    expect((await listOrder(owner, prisma)).collections).toMatchObject([
      { name: "Three", documentCount: 3 },
      { name: "Two", documentCount: 0 },
    ]);
  });

  it("of another owner are not there", async () => {
    const { prisma } = database;
    const { collectionId } = await service.createCollection(
      owner,
      { name: "One", documentIds: mine },
      prisma,
    );
    const notFound = { code: "NOT_FOUND" };
    const theirPlace = { collectionId, documentIds: [theirs] };
    await expect(service.addToCollection(other, theirPlace, prisma)).rejects.toMatchObject(notFound);
    await expect(service.takeFromCollection(other, theirPlace, prisma)).rejects.toMatchObject(notFound);
    await expect(service.removeCollection(other, collectionId, prisma)).rejects.toMatchObject(notFound);
    await expect(service.renameCollection(other, { collectionId, name: "x" }, prisma)).rejects.toMatchObject(
      notFound,
    );
    expect((await listOrder(other, prisma)).collections).toEqual([]);
  });
});

describe("tags", () => {
  it("are put on one's own transcripts and taken off, and say of which they were new", async () => {
    const { prisma } = database;
    const [a, b, c] = mine as [string, string, string];
    expect(await service.addTag(owner, { tag: "to do", documentIds: [a, theirs] }, prisma)).toEqual([a]);
    expect(await service.addTag(owner, { tag: "to do", documentIds: [a, b] }, prisma)).toEqual([b]);
    await service.addTag(other, { tag: "to do", documentIds: [theirs] }, prisma);
    await service.addTag(owner, { tag: "done", documentIds: [c] }, prisma);
    expect((await listOrder(owner, prisma)).tags).toEqual([
      { tag: "to do", documentCount: 2 },
      { tag: "done", documentCount: 1 },
    ]);
    expect(await service.removeTag(owner, { tag: "to do", documentIds: [a, c, theirs] }, prisma)).toEqual([
      a,
    ]);
    expect((await listOrder(other, prisma)).tags).toEqual([{ tag: "to do", documentCount: 1 }]);
  });

  it("are no more than fifty a transcript, and none is put where one is too many", async () => {
    const { prisma } = database;
    const [a, b] = mine as [string, string, string];
    for (let at = 0; at < 50; at += 1)
      await service.addTag(owner, { tag: `tag ${at}`, documentIds: [a] }, prisma);
    await expect(service.addTag(owner, { tag: "more", documentIds: [b, a] }, prisma)).rejects.toMatchObject({
      code: "TAGS_TOO_MANY",
    });
    expect(await prisma.documentTag.count({ where: { documentId: b } })).toBe(0);
  });

  it.each([
    ["  two \n words ", "two words"],
    ["\u202egnp.exe\0", "gnp.exe"],
  ])("read %j as %j", (typed, tag) => {
    expect(tagName.parse(typed)).toBe(tag);
  });

  it.each(["", " \u200b ", "x".repeat(61)])("refuse %j", (typed) => {
    expect(tagName.safeParse(typed).success).toBe(false);
  });
});
