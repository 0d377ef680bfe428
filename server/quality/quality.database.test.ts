import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { buildDocument, buildUser } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { getQuality, listQuality } from "./data";
import { referenceInput } from "./schema";
import { markCorrected, measureAgain, removeReference, setReference, unmarkCorrected } from "./service";

const OWNER = 1;
let testDatabase: TestDatabase;
let database: Database;
let otherId: number;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.connectionString);
  otherId = await buildUser(database.prisma);
});
afterAll(async () => {
  await closeDatabase(database);
  await testDatabase.close();
});

interface ResultOptions {
  text?: string;
  metadata?: object;
  estimate?: number;
  warningsV2?: object[] | null;
}

/** A machine's text of the recording, a word every half second, in front of the person. */
async function addResult(documentId: string, options: ResultOptions = {}): Promise<string> {
  const { text = "the cat sat down", metadata = {}, estimate = 0.8, warningsV2 = null } = options;
  const { mediaFileId } = await database.prisma.transcriptDocument.findUniqueOrThrow({
    where: { id: documentId },
  });
  const words = text.split(" ").map((word, at) => ({
    word: ` ${word}`,
    start: at / 2,
    end: at / 2 + 0.4,
    probability: 0.9,
  }));
  const { id } = await database.prisma.transcriptionResult.create({
    data: {
      mediaFileId,
      segments: [{ id: 0, start: 0, end: words.length / 2, text: ` ${text}`, words }],
      qualityWarnings: ["clipped"],
      ...(warningsV2 && { qualityWarningsV2: warningsV2 }),
      accuracyEstimate: estimate,
      processingMetadata: {
        engine: "moonshine-base",
        model: "moonshine-base",
        language: "en",
        accuracyRange: { low: 0.7, high: 0.9 },
        ...metadata,
      },
    },
  });
  await database.prisma.transcriptDocument.update({
    where: { id: documentId },
    data: { currentResultId: id },
  });
  return id;
}

async function build(options: ResultOptions & { lines?: string[]; ownerId?: number } = {}) {
  const { lines = ["the cat sat down"], ownerId } = options;
  const { documentId, segmentIds } = await buildDocument(database.prisma, { lines, ownerId });
  return { documentId, segmentIds, resultId: await addResult(documentId, options) };
}

const get = (documentId: string, ownerId = OWNER) => getQuality(ownerId, documentId, database.prisma);
const accuracyOf = async (id: string) =>
  (await database.prisma.transcriptionResult.findUniqueOrThrow({ where: { id } })).accuracy;

describe("getQuality", () => {
  it("estimates with a range as long as nobody says what was said", async () => {
    const { documentId } = await build({
      warningsV2: [
        { code: "noisy", startMs: 1_000, endMs: 4_000 },
        { code: "speech_gap", startMs: 5_000, endMs: 6_000, retried: true },
        { code: "of a later version", startMs: 1, endMs: 2 },
      ],
      metadata: { qualitySignals: { snrDb: 4.5, unsureShare: 0.1, passAgreement: null }, passAgreement: 0.9 },
    });
    const { result, hasReference, corrected } = await get(documentId);
    expect(result).toMatchObject({
      estimate: { accuracy: 0.8, low: 0.7, high: 0.9, basis: "confidence" },
      signals: { snrDb: 4.5, unsureShare: 0.1, passAgreement: 0.9 },
      measured: null,
    });
    expect(result?.warnings.map(({ code, startMs }) => [code, startMs])).toEqual([
      ["noisy", 1_000],
      ["speech_gap", 5_000],
    ]);
    expect({ hasReference, corrected }).toEqual({ hasReference: false, corrected: null });
  });

  it("tells the warnings of an older version without a place", async () => {
    const { documentId } = await build();
    expect((await get(documentId)).result?.warnings).toMatchObject([{ code: "clipped", startMs: null }]);
  });

  it("puts up with what others wrote, and with no result", async () => {
    const { documentId } = await build({
      warningsV2: ["clipped" as unknown as object, { code: "noisy" }],
      metadata: { accuracyRange: { low: -1, high: 7 }, qualitySignals: "none" },
    });
    expect((await get(documentId)).result?.estimate).toBeNull();
    const { documentId: empty } = await buildDocument(database.prisma);
    expect(await get(empty)).toEqual({ result: null, hasReference: false, corrected: null });
  });
});

describe("a reference", () => {
  it("measures every machine's text of the recording, and is taken back", async () => {
    const { documentId, resultId: first } = await build({ text: "a cat sat" });
    const second = await addResult(documentId, { text: "the cat sat up" });
    const text = "The cat sat down.";
    const quality = await setReference(OWNER, { documentId, text }, database.prisma);
    expect(quality.hasReference).toBe(true);
    expect(quality.result?.measured).toMatchObject({
      basis: "reference",
      unit: "word",
      words: 4,
      substitutions: 1,
      wer: 0.25,
      confusions: [{ reference: "down", heard: "up", count: 1, placesMs: [1_500] }],
    });
    expect([await accuracyOf(first), await accuracyOf(second)]).toEqual([0.5, 0.75]);
    const taken = await removeReference(OWNER, documentId, database.prisma);
    expect(taken).toMatchObject({ hasReference: false, result: { measured: null } });
    expect([await accuracyOf(first), await accuracyOf(second)]).toEqual([null, null]);
  });

  it("measures a text that the machine makes later when it is asked to", async () => {
    const { documentId } = await build();
    await setReference(OWNER, { documentId, text: "the cat sat down" }, database.prisma);
    const later = await addResult(documentId, { text: "the hat sat down" });
    expect((await get(documentId)).result?.measured).toBeNull();
    const quality = await measureAgain(OWNER, documentId, database.prisma);
    expect(quality.result?.measured?.wer).toBe(0.25);
    expect(await accuracyOf(later)).toBe(0.75);
  });

  it("takes what two decodings agreed on for the machine's text, where there were two", async () => {
    const { documentId, resultId } = await build({ text: "the hat sat down" });
    const segments = [{ id: 0, start: 0, end: 2, text: " the cat sat down" }];
    await database.prisma.transcriptionResult.update({
      where: { id: resultId },
      data: { mergedContent: { segments } },
    });
    await setReference(OWNER, { documentId, text: "the cat sat down" }, database.prisma);
    expect(await accuracyOf(resultId)).toBe(1);
  });

  it.each([
    ["nothing", ""],
    ["no word", " \n… —"],
    ["too much", "word ".repeat(400_001)],
  ])("is refused with %s in it", (_, text) => {
    const documentId = "00000000-0000-4000-8000-000000000001";
    expect(referenceInput.safeParse({ documentId, text }).success).toBe(false);
  });
});

describe("a corrected text", () => {
  it("is what was said as it stood when it was marked, and is measured again when it is marked again", async () => {
    const { documentId, segmentIds, resultId } = await build({ lines: ["the cat", "sat down"] });
    const marked = await markCorrected(OWNER, documentId, database.prisma);
    expect(marked.result?.measured).toMatchObject({ basis: "corrected", wer: 0 });
    expect(marked.corrected?.isEditedSince).toBe(false);

    await database.prisma.transcriptSegment.update({
      where: { id: segmentIds[1] },
      data: { text: "sat up" },
    });
    await database.prisma.transcriptDocument.update({
      where: { id: documentId },
      data: { revision: { increment: 1 } },
    });
    expect(await get(documentId)).toMatchObject({
      corrected: { isEditedSince: true },
      result: { measured: { wer: 0 } },
    });
    await markCorrected(OWNER, documentId, database.prisma);
    expect(await accuracyOf(resultId)).toBe(0.75);

    const text = "the cat sat down";
    expect((await setReference(OWNER, { documentId, text }, database.prisma)).result?.measured?.basis).toBe(
      "reference",
    );
    expect((await removeReference(OWNER, documentId, database.prisma)).result?.measured?.basis).toBe(
      "corrected",
    );
    const taken = await unmarkCorrected(OWNER, documentId, database.prisma);
    expect(taken).toMatchObject({ corrected: null, result: { measured: null } });
    expect(await accuracyOf(resultId)).toBeNull();
  });
});

describe("owners", () => {
  it("neither see nor measure what is another's", async () => {
    const { documentId, resultId } = await build({ ownerId: otherId });
    const notFound = { code: "NOT_FOUND" };
    await expect(get(documentId)).rejects.toMatchObject(notFound);
    const { prisma } = database;
    await expect(setReference(OWNER, { documentId, text: "x" }, prisma)).rejects.toMatchObject(notFound);
    await expect(removeReference(OWNER, documentId, prisma)).rejects.toMatchObject(notFound);
    await expect(markCorrected(OWNER, documentId, prisma)).rejects.toMatchObject(notFound);
    await expect(unmarkCorrected(OWNER, documentId, prisma)).rejects.toMatchObject(notFound);
    await expect(measureAgain(OWNER, documentId, prisma)).rejects.toMatchObject(notFound);
    expect(await accuracyOf(resultId)).toBeNull();

    await setReference(otherId, { documentId, text: "the cat sat" }, prisma);
    expect(await listQuality(otherId, prisma)).toHaveLength(1);
  });

  it("have tables of their own, by engine and domain, without what is in the trash", async () => {
    const ownerId = await buildUser(database.prisma);
    const { prisma } = database;
    const measure = async (options: ResultOptions, text: string) => {
      const { documentId } = await build({ ...options, ownerId });
      await setReference(ownerId, { documentId, text }, prisma);
      return documentId;
    };
    expect(await listQuality(ownerId, prisma)).toEqual([]);
    await measure({}, "the cat sat down");
    await measure({ text: "the cat sat" }, "a cat sat down there");
    await measure({ metadata: { domain: "medical", accuracyRange: "?" } }, "the cat sat up");
    // A text of which one stretch was heard by another engine says nothing of either.
    await measure({ text: "the cat", metadata: { range: { startMs: 0, endMs: 900 } } }, "a dog sat here");
    const trashed = await measure({ metadata: { engine: "openai", model: "m" } }, "the cat");
    expect((await listQuality(ownerId, prisma)).map(({ engine }) => engine)).toContain("openai");
    await prisma.transcriptDocument.update({ where: { id: trashed }, data: { deletedAt: new Date() } });
    expect(await listQuality(ownerId, prisma)).toEqual([
      {
        engine: "moonshine-base",
        model: null,
        domain: null,
        unit: "word",
        ...{ documents: 2, words: 9, substitutions: 1, insertions: 0, deletions: 2, wer: 3 / 9 },
        ...{ estimated: 2, held: 0 },
      },
      {
        engine: "moonshine-base",
        model: null,
        domain: "medical",
        unit: "word",
        ...{ documents: 1, words: 4, substitutions: 1, insertions: 0, deletions: 0, wer: 0.25 },
        ...{ estimated: 0, held: 0 },
      },
    ]);
  });
});
