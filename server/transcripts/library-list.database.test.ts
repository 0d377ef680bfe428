import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { getStorage, storageKeys } from "@/server/platform/storage";
import { buildDocument, buildUser } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { createTestHome } from "@/server/testing/test-home";
import { getDiskUse, listSegments } from "./data";
import { listFacets } from "./document-filter";
import { emptyOldTrash } from "./empty-trash";
import { listDocuments } from "./list-documents";
import { documentListInput, documentSorts } from "./schema";
import { removeDocuments, restoreDocuments } from "./service";

let testDatabase: TestDatabase;
let database: Database;
let home: Awaited<ReturnType<typeof createTestHome>>;
const DAY_MS = 24 * 60 * 60_000;

beforeAll(async () => {
  home = await createTestHome({ TRAX_TRASH_DAYS: "30" });
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.connectionString);
});
afterAll(async () => {
  await closeDatabase(database);
  await testDatabase.close();
  await home.close();
});

const list = (ownerId: number, input: Record<string, unknown>) =>
  listDocuments(ownerId, documentListInput.parse(input), database.prisma);

describe("the list", () => {
  let owner: number;

  beforeAll(async () => {
    const { prisma } = database;
    owner = await buildUser(prisma);
    for (const [at, title] of ["Zebra_\n1", "apple", "Mango", "apple", "éclair", ""].entries()) {
      const { documentId } = await buildDocument(prisma, { ownerId: owner, title, lines: [`line ${at}`] });
      const { mediaFileId } = await prisma.transcriptDocument.update({
        where: { id: documentId },
        data: { createdAt: new Date(Date.UTC(2024, 0, at + 1)), tags: { create: { tag: `t${at % 2}` } } },
      });
      if (at !== 2) {
        await prisma.mediaFile.update({
          where: { id: mediaFileId ?? "" },
          data: { durationSeconds: at * 1.5, fileSize: BigInt(1_000 - at) },
        });
      } else
        await prisma.transcriptDocument.update({ where: { id: documentId }, data: { mediaFileId: null } });
    }
  });

  it.each(documentSorts)("by %s gives pages that hold each once, in the order of the whole", async (sort) => {
    const whole = (await list(owner, { sort })).documents.map(({ id }) => id);
    expect(new Set(whole).size).toBe(6);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await list(owner, { sort, cursor, limit: 2 });
      seen.push(...page.documents.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toEqual(whole);
  });

  it("begins anew at a cursor of another order, and at one that makes no sense", async () => {
    const { nextCursor } = await list(owner, { sort: "title", limit: 2 });
    for (const cursor of [nextCursor, "newest_x_y", "newest_00000000-0000-0000-0000-000000000000_'; drop"]) {
      expect((await list(owner, { cursor })).documents).toHaveLength(6);
    }
  });

  it("leaves what fits the filter, of its owner only", async () => {
    expect((await list(owner, { where: { tag: "t1" } })).documents.map(({ tags }) => tags)).toEqual([
      ["t1"],
      ["t1"],
      ["t1"],
    ]);
    expect((await list(1, { where: { tag: "t1" } })).documents).toEqual([]);
    expect((await list(owner, { filter: "x".repeat(10_000) })).documents).toEqual([]);
    expect((await list(owner, { filter: "a_\n1" })).documents).toHaveLength(1);
  });

  it("knows what can be filtered by, of its owner only", async () => {
    const { prisma } = database;
    const { documentId } = await buildDocument(prisma, { ownerId: owner });
    const result = await prisma.transcriptionResult.create({
      data: {
        pipelineVersion: "v3",
        qualityWarnings: ["clipped"],
        qualityWarningsV2: [{ code: "noisy", startMs: 0, endMs: 1 }],
        processingMetadata: { language: "fr" },
      },
    });
    await prisma.transcriptDocument.update({
      where: { id: documentId },
      data: { currentResultId: result.id, speakers: { create: [{ label: "Ada" }, { label: "" }] } },
    });
    expect(await listFacets(owner, prisma)).toEqual({
      speakers: ["Ada"],
      speakerCounts: [2],
      languages: ["fr"],
      domains: [],
      pipelineVersions: ["v3"],
      warnings: ["clipped", "noisy"],
    });
    expect((await listFacets(1, prisma)).languages).toEqual([]);
    await prisma.transcriptDocument.delete({ where: { id: documentId } });
  });
});

describe("the trash", () => {
  it("is closed: its lines are not read until they are restored", async () => {
    const { prisma } = database;
    const { documentId } = await buildDocument(prisma);
    await removeDocuments(1, [documentId], prisma);
    await expect(listSegments(1, { documentId, limit: 10 }, prisma)).rejects.toMatchObject({
      code: "TRANSCRIPT_TRASHED",
    });
    const [row] = (await list(1, { trash: true })).documents;
    expect(row?.emptiedAt?.getTime()).toBe((row?.deletedAt?.getTime() ?? 0) + 30 * DAY_MS);
    await restoreDocuments(1, [documentId], prisma);
    expect((await listSegments(1, { documentId, limit: 10 }, prisma)).segments).toHaveLength(1);
  });

  it("is emptied after its time, with files that no other transcript has, and no sooner", async () => {
    const { prisma } = database;
    const stranger = await buildUser(prisma);
    const old = await buildDocument(prisma, { ownerId: stranger, title: "old" });
    const sharing = await buildDocument(prisma, { ownerId: stranger, title: "sharing" });
    const young = await buildDocument(prisma, { ownerId: stranger, title: "young" });
    const kept = await buildDocument(prisma, { ownerId: stranger, title: "kept" });
    const mediaOf = async (documentId: string) =>
      (await prisma.transcriptDocument.findUniqueOrThrow({ where: { id: documentId } })).mediaFileId ?? "";
    const shared = await mediaOf(kept.documentId);
    await prisma.transcriptDocument.update({
      where: { id: sharing.documentId },
      data: { mediaFileId: shared },
    });
    const own = await mediaOf(old.documentId);
    for (const id of [own, shared]) await getStorage().write(storageKeys.original(id), "sound");
    const put = (documentId: string, days: number) =>
      prisma.transcriptDocument.update({
        where: { id: documentId },
        data: { deletedAt: new Date(Date.now() - days * DAY_MS) },
      });
    await put(old.documentId, 31);
    await put(sharing.documentId, 31);
    await put(young.documentId, 29);

    expect(await emptyOldTrash(prisma)).toBe(2);
    expect(await emptyOldTrash(prisma)).toBe(0);
    const left = await prisma.transcriptDocument.findMany({
      where: { ownerId: stranger },
      orderBy: { title: "asc" },
    });
    expect(left.map(({ title }) => title)).toEqual(["kept", "young"]);
    expect(await getStorage().findSize(storageKeys.original(own))).toBeNull();
    expect(await getStorage().findSize(storageKeys.original(shared))).toBe(5);
    expect(await prisma.mediaFile.count({ where: { id: { in: [own, shared] } } })).toBe(1);
  });
});

it("tells what the disk is used for, models and the database included", async () => {
  const use = await getDiskUse(database.prisma);
  expect(use.databaseBytes).toBeGreaterThan(1_000_000);
  expect(use.modelsBytes).toBe(0);
});
