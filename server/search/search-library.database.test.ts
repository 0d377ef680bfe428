import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { buildDocument, buildUser } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { removeDocuments } from "@/server/transcripts/service";
import { type MatchEstimate, planSearch, type SearchPlan } from "./estimate-matches";
import { listMatchingDocuments } from "./matching-documents";
import { compileSearchQuery } from "./query-terms";
import { refreshSearchWords } from "./refresh-words";
import { librarySearchInput } from "./schema";
import { searchLibrary } from "./search-library";

let testDatabase: TestDatabase;
let database: Database;
let other: number;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.connectionString);
  other = await buildUser(database.prisma);
});
afterAll(async () => {
  await closeDatabase(database);
  await testDatabase.close();
});

const search = (input: Record<string, unknown>, ownerId = 1) =>
  searchLibrary(ownerId, librarySearchInput.parse(input), database.prisma);
const titlesOf = async (input: Record<string, unknown>, ownerId = 1) =>
  (await search(input, ownerId)).documents.map(({ title }) => title);

async function build(title: string, lines: string[], ownerId = 1, createdAt = "2024-01-01T00:00:00Z") {
  const { documentId, segmentIds } = await buildDocument(database.prisma, { title, lines, ownerId });
  await database.prisma.transcriptDocument.update({ where: { id: documentId }, data: { createdAt } });
  return { documentId, segmentIds };
}

describe("what is looked for", () => {
  beforeAll(async () => {
    await build("Zeppelins", [
      "the zeppelin left",
      "nothing",
      "a zeppelin again",
      "zeppelin",
      "zeppelin five",
    ]);
    await build("One of them", ["we saw a zeppelin over the lanterns"], 1, "2024-05-01T00:00:00Z");
    await build("Theirs", ["their zeppelin and their quokka"], other);
    const trashed = await build("Trashed", ["a zeppelin in the trash"]);
    await removeDocuments(1, [trashed.documentId], database.prisma);
    await refreshSearchWords(database.prisma);
  });

  it("comes document by document, the best first, with its first lines and how many there are", async () => {
    const { documents, nextCursor } = await search({ query: "zeppelin" });
    expect(
      documents.map(({ title, count, isMore, matches }) => [title, count, isMore, matches.length]),
    ).toEqual([
      // More of it, though older.
      ["Zeppelins", 4, false, 3],
      ["One of them", 1, false, 1],
    ]);
    expect(documents[0]?.matches.map(({ startMs }) => startMs)).toEqual([0, 6_000, 9_000]);
    expect(nextCursor).toBeNull();
    expect(await titlesOf({ query: "zeppelin", order: "newest" })).toEqual(["One of them", "Zeppelins"]);
  });

  it.each([
    ["zepp*", 2],
    ['"zeppelin left"', 1],
    ['"left zeppelin"', 0],
    ["zeppelin -again -saw", 1],
    ["lanterns or nothing", 2],
    ["-zeppelin", 0],
    ["' \" : & | ! ( ) <-> *", 0],
    ["\0\u0001\u202e\ud800", 0],
    ["zeppelin \0\ud800", 2],
    ["x".repeat(10_000), 0],
    ["( ".repeat(5_000), 0],
    ["zeppelin ".repeat(1_100), 2],
    ["zeppelin:*&!'\\", 2],
  ])("finds %j", async (query, count) => {
    expect(await titlesOf({ query, spelling: "exact" })).toHaveLength(count);
  });

  it("is told by a sentence where nothing of it could be looked for", async () => {
    expect((await search({ query: "-zeppelin" })).sentence).toBe(
      "Add a word to look for: a minus only leaves lines out.",
    );
  });

  it("may be spelled almost right, and what was looked for is told", async () => {
    for (const query of ["zepelin", "zeppelni", "ZEPPELLIN"]) {
      const { documents, respelled } = await search({ query });
      expect(documents).toHaveLength(2);
      expect(respelled).toEqual([{ typed: query, found: ["zeppelin"] }]);
    }
    expect(await titlesOf({ query: "zepelin", spelling: "exact" })).toEqual([]);
    // What only somebody else says is no spelling.
    expect(await titlesOf({ query: "quoka" })).toEqual([]);
    expect(await titlesOf({ query: "quoka" }, other)).toEqual(["Theirs"]);
  });

  it("is not found any more by a spelling once nobody says it", async () => {
    const { documentId, segmentIds } = await build("Corrected", ["a xylophone"]);
    await refreshSearchWords(database.prisma);
    expect(await titlesOf({ query: "xylofone" })).toEqual(["Corrected"]);
    await database.prisma.transcriptSegment.update({
      where: { id: segmentIds[0] ?? "" },
      data: { text: "a marimba" },
    });
    await refreshSearchWords(database.prisma);
    const words = () =>
      database.prisma.searchWord.findMany({ where: { word: { in: ["xylophone", "marimba"] } } });
    expect(await words()).toEqual([{ ownerId: 1, word: "marimba" }]);
    await database.prisma.transcriptDocument.delete({ where: { id: documentId } });
    await refreshSearchWords(database.prisma);
    expect(await words()).toEqual([]);
  });
});

describe("filters", () => {
  let collectionId: string;

  beforeAll(async () => {
    const { prisma } = database;
    const german = await build("German", ["die orgel spielt", "orgel orgel"], 1, "2024-03-05T10:00:00Z");
    const result = await prisma.transcriptionResult.create({
      data: {
        pipelineVersion: "v3",
        domainUsed: "medical",
        qualityWarnings: ["very_quiet"],
        qualityWarningsV2: [{ code: "noisy", startMs: 0, endMs: 10 }],
        processingMetadata: { language: "de" },
      },
    });
    const speaker = await prisma.transcriptSpeaker.create({
      data: { documentId: german.documentId, label: "Änne" },
    });
    await prisma.transcriptSegment.update({
      where: { id: german.segmentIds[0] ?? "" },
      data: { speakerId: speaker.id },
    });
    const collection = await prisma.collection.create({ data: { name: "Music" } });
    collectionId = collection.id;
    await prisma.transcriptDocument.update({
      where: { id: german.documentId },
      data: {
        currentResultId: result.id,
        tags: { create: { tag: "to do" } },
        collections: { create: { collectionId } },
      },
    });
    await build("Plain", ["an orgel too"], 1, "2024-03-07T10:00:00Z");
  });

  it.each([
    [{}, ["German", "Plain"]],
    [{ language: "de" }, ["German"]],
    [{ language: "fr" }, []],
    [{ domain: "medical" }, ["German"]],
    [{ pipelineVersion: "v3" }, ["German"]],
    [{ warning: "very_quiet" }, ["German"]],
    [{ warning: "noisy" }, ["German"]],
    [{ warning: "clipped" }, []],
    [{ speaker: "änne" }, ["German"]],
    [{ speaker: "nobody" }, []],
    [{ speakerCount: 1 }, ["German"]],
    [{ speakerCount: 0 }, ["Plain"]],
    [{ from: "2024-03-06" }, ["Plain"]],
    [{ from: "2024-03-05", to: "2024-03-05" }, ["German"]],
    [{ status: "ready" }, ["German", "Plain"]],
    [{ status: "failed" }, []],
    [{ tag: "to do", language: "de" }, ["German"]],
    [{ tag: "done" }, []],
  ])("leave what fits %j", async (where, titles) => {
    expect((await titlesOf({ query: "orgel", where })).sort()).toEqual(titles);
  });

  it("of a speaker leave the lines that they said", async () => {
    const [found] = (await search({ query: "orgel", where: { speaker: "Änne" } })).documents;
    expect(found?.count).toBe(1);
    expect(found?.matches[0]?.speaker).toBe("Änne");
  });

  it("of a collection leave what is in it", async () => {
    expect(await titlesOf({ query: "orgel", where: { collectionId } })).toEqual(["German"]);
    expect(await titlesOf({ query: "orgel", where: { collectionId } }, other)).toEqual([]);
  });
});

describe("pages", () => {
  // More than are weighed: the last of them follow by date.
  const titles = Array.from({ length: 30 }, (_, at) => `Page ${String(at).padStart(2, "0")}`);

  beforeAll(async () => {
    for (const [at, title] of titles.entries()) {
      // Some have more lines than are counted.
      const lines = Array.from({ length: at % 3 === 0 ? 130 : (at % 9) + 1 }, () => "the needle in the hay");
      await build(title, lines, 1, `2023-01-${String(at + 1).padStart(2, "0")}T00:00:00Z`);
    }
  }, 60_000);

  it.each(["best", "newest"])("by %s give each document once", async (order) => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await search({ query: "needle", order, limit: 7, cursor });
      seen.push(...page.documents.map(({ title }) => title));
      cursor = page.nextCursor;
    } while (cursor);
    expect([...seen].sort()).toEqual(titles);
    const newestFirst = titles.toReversed();
    if (order === "newest") expect(seen).toEqual(newestFirst);
    else {
      expect(seen.slice(0, 21)).not.toEqual(newestFirst.slice(0, 21));
      expect(seen.slice(21)).toEqual(newestFirst.slice(21));
    }
  });

  it.each(["1", "e_1_1_x", "e_1e99999_1_00000000-0000-0000-0000-000000000000", "e_1_1_'; drop"])(
    "refuse the cursor %j",
    (cursor) => {
      expect(librarySearchInput.safeParse({ query: "a", cursor }).success).toBe(false);
    },
  );
});

describe("random queries over random lines", () => {
  const vocabulary = ["ash", "ashen", "birch", "cedar", "cedars", "elm", "fir", "oak", "oaken", "yew"];
  const someWord = fc.constantFrom(...vocabulary);
  const someLines = fc.array(fc.array(someWord, { minLength: 1, maxLength: 8 }), {
    minLength: 30,
    maxLength: 60,
  });
  const term = fc.oneof(
    someWord.map((word) => ({ typed: word, matches: (line: string[]) => line.includes(word) })),
    fc.constantFrom("as", "ce", "oa", "fi", "birch").map((start) => ({
      typed: `${start}*`,
      matches: (line: string[]) => line.some((word) => word.startsWith(start)),
    })),
    fc.array(someWord, { minLength: 2, maxLength: 3 }).map((words) => ({
      typed: `"${words.join(" ")}"`,
      matches: (line: string[]) => ` ${line.join(" ")} `.includes(` ${words.join(" ")} `),
    })),
  );
  const someQuery = fc.array(fc.record({ term, isLeftOut: fc.boolean() }), { minLength: 1, maxLength: 3 });

  const documents = 7;
  const estimate = { documents, lines: 400, matches: 400, matchesOfAll: 400, isMostlyTheirs: true };
  const few = { lines: 1e9, matches: 1, matchesOfAll: 1 };

  it.each<[string, SearchPlan["by"], Partial<MatchEstimate>]>([
    ["going through them in order", "order", { matchesOfAll: 1e9 }],
    ["by the index of words", "words", few],
    ["by the index of words and of owners", "words", { ...few, isMostlyTheirs: false }],
    // Looks among two transcripts first, then among sixteen.
    [
      "by the index of words, as far as it must",
      "words",
      { documents: 1_000_000, lines: 1e9, matches: 5_000_000, matchesOfAll: 0 },
    ],
  ])(
    "find what reading every line finds, %s",
    async (_, way, differing) => {
      const library = fc.array(someLines, { minLength: documents, maxLength: documents });
      const [texts] = fc.sample(library, { numRuns: 1, seed: 20_260_101 }) as [string[][][]];
      const owner = await buildUser(database.prisma);
      const built: { id: string; lines: { id: string; words: string[] }[] }[] = [];
      for (const [at, lines] of texts.entries()) {
        const { documentId, segmentIds } = await build(
          `Random ${at}`,
          lines.map((line) => line.join(" ")),
          owner,
          `2022-01-0${9 - at}T00:00:00Z`,
        );
        const withIds = lines.map((words, line) => ({ id: segmentIds[line] ?? "", words }));
        built.push({ id: documentId, lines: withIds });
      }
      await fc.assert(
        fc.asyncProperty(someQuery, fc.integer({ min: 1, max: documents }), async (asked, wanted) => {
          const terms = asked.map(({ term, isLeftOut }, at) => ({ ...term, isLeftOut: isLeftOut && at > 0 }));
          const query = terms.map(({ typed, isLeftOut }) => `${isLeftOut ? "-" : ""}${typed}`).join(" ");
          const read = built.flatMap(({ id, lines }) => {
            const matching = lines.filter(({ words }) =>
              terms.every((each) => each.matches(words) !== each.isLeftOut),
            );
            const count = matching.length;
            return count === 0
              ? []
              : [{ documentId: id, count, lineIds: matching.slice(0, 3).map((line) => line.id) }];
          });
          const aim = { documents: wanted, lines: 0, most: 60 };
          expect(planSearch({ ...estimate, ...differing }, aim).by).toBe(way);
          const found = await database.prisma.$transaction(async (tx) => {
            const { tsquery } = await compileSearchQuery(tx, owner, query, false);
            const search = {
              ownerId: owner,
              where: {},
              tsquery: tsquery ?? "",
              estimate: { ...estimate, ...differing },
            };
            return listMatchingDocuments(tx, search, null, aim);
          });
          const shown = found.map(({ documentId, count, lineIds }) => ({ documentId, count, lineIds }));
          expect(shown).toEqual(read.slice(0, shown.length));
          expect(shown.length).toBeGreaterThanOrEqual(Math.min(wanted, read.length));
          const { documents: all } = await search({ query, spelling: "exact", order: "newest" }, owner);
          expect(all.map(({ documentId, count }) => [documentId, count])).toEqual(
            read.map(({ documentId, count }) => [documentId, count]),
          );
        }),
        { numRuns: 100, endOnFailure: true },
      );
    },
    120_000,
  );
});
