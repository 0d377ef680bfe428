import { readFile } from "node:fs/promises";
import path from "node:path";
import JSZip from "jszip";
import { describe, expect, it } from "vitest";
import type { Database } from "@/server/platform/db";
import { storedJson } from "@/server/platform/stored-json";
import { buildDocument } from "@/server/testing/factories";
import { type HomeDatabase, setUpHomeDatabase } from "@/server/testing/set-up-home-database";
import { createTestHome } from "@/server/testing/test-home";
import { deriveBasis } from "@/server/transcripts/machine-text";
import { enhancedContentV2 } from "@/server/transcripts/result-schema";
import { machineSegments } from "@/server/transcripts/schema";
import { purgeDocuments, removeDocuments } from "@/server/transcripts/service";
import { createZip } from "./create-zip";
import { getExport, listExports, listZips } from "./data";
import { exportFormats } from "./schema";
import { createExport } from "./service";

const OWNER = 1;
let database: Database;
let home: HomeDatabase["home"];
let stranger: number;
setUpHomeDatabase((made) => {
  ({ database, home, stranger } = made);
});

const read = async (id: string) => {
  const { key } = await getExport(OWNER, id, database.prisma);
  return await readFile(path.join(home.home, "media", key));
};

describe("a download", () => {
  it("is made in every format, and each stays in the list to be fetched again", async () => {
    const { documentId } = await buildDocument(database.prisma, { lines: ["hello there", "and again"] });
    for (const format of exportFormats) {
      const view = await createExport(OWNER, { documentId, format, source: "edited" }, database.prisma);
      expect(view.fileName).toBe(`A talk.${format}`);
      expect((await read(view.id)).length).toBe(view.sizeBytes);
    }
    const made = await listExports(OWNER, documentId, database.prisma);
    expect(made.map(({ format }) => format).sort()).toEqual([...exportFormats].sort());
    expect(await listExports(stranger, documentId, database.prisma)).toEqual([]);
  });

  it("is made of the enhanced text with the times of the words that were heard", async () => {
    const { documentId } = await buildDocument(database.prisma, { lines: ["hello there"] });
    await expect(
      createExport(OWNER, { documentId, format: "txt", source: "enhanced" }, database.prisma),
    ).rejects.toMatchObject({ code: "ENHANCEMENT_MISSING" });
    const words = [
      { word: "hello", start: 1, end: 1.4, probability: 0.9 },
      { word: "there", start: 1.5, end: 2, probability: 0.9 },
    ];
    const segments = [{ id: 0, start: 1, end: 2, text: "hello there", words }];
    const enhanced = {
      basis: deriveBasis(segments),
      segments: [
        {
          ...{ id: 0, start: 1, end: 2, text: "Hello, there." },
          words: [
            { word: "Hello,", start: 1, end: 1.4, probability: 0.9 },
            { word: "there.", start: 1.5, end: 2, probability: 0.9 },
          ],
        },
      ],
    };
    const result = await database.prisma.transcriptionResult.create({
      data: {
        ...{ textContent: "hello there", segments: storedJson(machineSegments, segments) },
        ...{
          enhancedContent: "Hello, there.",
          enhancedContentV2: storedJson(enhancedContentV2, enhanced),
        },
      },
    });
    await database.prisma.transcriptDocument.update({
      where: { id: documentId },
      data: { currentResultId: result.id },
    });
    const { id } = await createExport(
      OWNER,
      { documentId, format: "srt", source: "enhanced" },
      database.prisma,
    );
    expect(String(await read(id))).toBe("1\n00:00:01,000 --> 00:00:02,000\nHello, there.\n");
  });
});

describe("a transcript without words", () => {
  it("is refused while nobody has heard it, and is a whole file of every format when nothing was said", async () => {
    const { documentId } = await buildDocument(database.prisma, { lines: [] });
    const wish = { documentId, source: "edited" } as const;
    await expect(createExport(OWNER, { ...wish, format: "txt" }, database.prisma)).rejects.toMatchObject({
      code: "EXPORT_EMPTY",
    });
    const result = await database.prisma.transcriptionResult.create({ data: { segments: [] } });
    const data = { currentResultId: result.id };
    await database.prisma.transcriptDocument.update({ where: { id: documentId }, data });
    const files = new Map<string, string>();
    for (const format of exportFormats) {
      const { id } = await createExport(OWNER, { ...wish, format }, database.prisma);
      files.set(format, String(await read(id)));
    }
    expect(files.get("vtt")).toBe("WEBVTT\n");
    expect(files.get("srt")).toBe("");
    expect(JSON.parse(files.get("json") ?? "")).toMatchObject({ segments: [] });
    expect(files.get("csv")?.trim().split("\n")).toHaveLength(1);
    for (const [format, head] of [
      ["html", "<!doctype html"],
      ["ttml", "<?xml"],
      ["ass", "[Script Info]"],
      ["docx", "PK"],
    ])
      expect(files.get(format ?? "")?.toLowerCase(), format).toContain(head?.toLowerCase());
  });
});

describe("a zip of many", () => {
  it("holds a file for each, its names told apart, and is its owner's alone", async () => {
    const build = (title: string, line: string) => buildDocument(database.prisma, { title, lines: [line] });
    const made = [
      await build("One", "first"),
      await build("one", "second"),
      await build("a/b\u202E", "third"),
    ];
    const empty = await buildDocument(database.prisma, { title: "Empty", lines: [] });
    const documentIds = [...made, empty].map(({ documentId }) => documentId);
    const wish = { documentIds, format: "txt" as const, source: "edited" as const, options: {} };
    const view = await createZip(OWNER, wish, database.prisma);
    const zip = await JSZip.loadAsync(await read(view.id));
    const files = await Promise.all(
      Object.values(zip.files).map(async (file) => [file.name, await file.async("string")]),
    );
    expect(files).toEqual([
      ["One.txt", "first\n"],
      ["one (2).txt", "second\n"],
      ["a-b.txt", "third\n"],
    ]);
    expect((await listZips(OWNER, database.prisma)).map(({ id, format }) => [id, format])).toEqual([
      [view.id, "zip"],
    ]);
    expect(await listZips(stranger, database.prisma)).toEqual([]);
    await expect(getExport(stranger, view.id, database.prisma)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(createZip(stranger, wish, database.prisma)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const nothing = { ...wish, documentIds: [empty.documentId] };
    await expect(createZip(OWNER, nothing, database.prisma)).rejects.toMatchObject({ code: "EXPORT_EMPTY" });

    // What is deleted for good is in no zip any more.
    const gone = [made[0]?.documentId ?? ""];
    await removeDocuments(OWNER, gone, database.prisma);
    await purgeDocuments(OWNER, gone, database.prisma);
    expect(await listZips(OWNER, database.prisma)).toEqual([]);
  });

  it("is refused with a sentence where the disk has no room for it", async () => {
    const { documentId } = await buildDocument(database.prisma, { lines: ["hello"] });
    const full = await createTestHome({ TRAX_MIN_FREE_BYTES: String(10 ** 15) });
    const wish = {
      documentIds: [documentId],
      format: "txt" as const,
      source: "edited" as const,
      options: {},
    };
    await expect(createZip(OWNER, wish, database.prisma)).rejects.toMatchObject({ code: "STORAGE_FULL" });
    await full.close();
  });
});
