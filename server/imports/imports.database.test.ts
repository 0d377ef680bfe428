import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deriveTraxDocument, serializeJson } from "@/core/subtitles/serialize-json";
import { ferry } from "@/core/subtitles/test-data/ferry";
import { readTranscript } from "@/server/exports/service";
import { prepareQueue } from "@/server/jobs/queue";
import { closeDatabase, createDatabase, type Database } from "@/server/platform/db";
import { buildDocument, buildMedia, buildUser } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { createTestHome } from "@/server/testing/test-home";
import { getDocument, listAllSegments } from "@/server/transcripts/data";
import { createImport } from "./service";

const OWNER = 1;
let testDatabase: TestDatabase;
let database: Database;
let home: Awaited<ReturnType<typeof createTestHome>>;

beforeAll(async () => {
  home = await createTestHome();
  testDatabase = await createTestDatabase();
  database = createDatabase(testDatabase.connectionString);
  await prepareQueue(database.pool);
});
afterAll(async () => {
  await closeDatabase(database);
  await testDatabase.close();
  await home.close();
});

const bring = (fileName: string, text: string, documentId: string | null = null, ownerId = OWNER) =>
  createImport(
    ownerId,
    { fileName, content: Buffer.from(text).toString("base64"), documentId },
    database.prisma,
  );

describe("a file that is brought in", () => {
  it("becomes a transcript without a recording, and what was put right is told", async () => {
    const srt =
      "1\n00:00:05,000 --> 00:00:06,000\nlate\n\n2\n00:00:01,000 --> 00:00:09,000\nHelen's <i>boat</i>\n\n3\n00:00:20,000 --> 00:00:21,000\n\n";
    const view = await bring("C:\\films\\The ferry.en.srt", srt);
    expect(view).toMatchObject({ title: "The ferry", format: "srt", lines: 2, speakers: 0 });
    expect(view.mended).toEqual([
      "1 entry was without words left out (at 00:00:20).",
      "The entries were not in the order of time and were sorted (at 00:00:01).",
      "1 entry reached into the next and had to end where that begins (at 00:00:01).",
    ]);
    const lines = await listAllSegments(OWNER, view.documentId, database.prisma);
    expect(lines.map(({ startMs, endMs, text }) => [startMs, endMs, text])).toEqual([
      [1_000, 5_000, "Helen's <i>boat</i>"],
      [5_000, 6_000, "late"],
    ]);
    const stranger = await buildUser(database.prisma);
    await expect(getDocument(stranger, view.documentId, database.prisma)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("comes back from our own JSON word for word, but for the names of rows", async () => {
    const given = deriveTraxDocument(ferry, { media: null, engine: null });
    const view = await bring("x.json", serializeJson(given));
    expect(view).toMatchObject({ title: ferry.title, format: "trax", speakers: 2, mended: [] });
    const { serialize } = await readTranscript(
      OWNER,
      { documentId: view.documentId, source: "edited" },
      database.prisma,
    );
    const found = JSON.parse((await serialize("json")) as string) as typeof given;
    const bare = (document: typeof given) => ({
      ...document,
      speakers: document.speakers.map(({ label }) => label).sort(),
      segments: document.segments.map(({ id: _, speakerId, ...line }) => ({
        ...line,
        speaker: document.speakers.find((one) => one.id === speakerId)?.label ?? null,
      })),
    });
    expect(bare(found)).toEqual(bare(given));
  });

  it("goes beside the recording of a transcript, of one's own alone", async () => {
    const mediaFileId = await buildMedia(database.prisma);
    const { documentId } = await buildDocument(database.prisma, { lines: ["heard"] });
    await database.prisma.transcriptDocument.update({ where: { id: documentId }, data: { mediaFileId } });
    const vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Hello\n";
    const view = await bring("x.vtt", vtt, documentId);
    const made = await getDocument(OWNER, view.documentId, database.prisma);
    expect(made.media?.id).toBe(mediaFileId);
    expect(made.speakers.map(({ label }) => label)).toEqual(["Ann"]);
    expect((await listAllSegments(OWNER, documentId, database.prisma)).map(({ text }) => text)).toEqual([
      "heard",
    ]);

    const stranger = await buildUser(database.prisma);
    const before = await database.prisma.transcriptDocument.count();
    await expect(bring("x.vtt", vtt, documentId, stranger)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await database.prisma.transcriptDocument.count()).toBe(before);
  });

  it("is refused with its line, and nothing is left of it", async () => {
    const before = await database.prisma.transcriptDocument.count();
    await expect(bring("x.json", '{\n"format": "trax",\n')).rejects.toMatchObject({
      code: "IMPORT_UNREADABLE",
      message: expect.stringContaining("Line 3: this is not a JSON file"),
    });
    await expect(bring("film.srt", "\u0000\u0001\u0002")).rejects.toMatchObject({
      code: "IMPORT_UNREADABLE",
    });
    expect(await database.prisma.transcriptDocument.count()).toBe(before);
  });
});
