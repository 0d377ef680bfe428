import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { prepareQueue } from "@/server/jobs/queue";
import { getStorage } from "@/server/platform/storage";
import { buildBatch, buildDocument, buildMedia, buildUser } from "@/server/testing/factories";
import { setUpDatabase } from "@/server/testing/set-up-database";
import { createTestHome } from "@/server/testing/test-home";
import { exportData } from "./export-data";

const work = setUpDatabase();
let home: Awaited<ReturnType<typeof createTestHome>>;
beforeAll(async () => {
  home = await createTestHome();
  await prepareQueue(work.database.pool);
});
afterAll(() => home.close());

it("takes out everything of one user and nothing of another, in files that others read", async () => {
  const { prisma } = work.database;
  const mediaFileId = await buildMedia(prisma, { fileName: "../../etc/a:talk\u202e.mp3" });
  await getStorage().write(`sources/${mediaFileId}/original`, "sound");
  const lost = await buildMedia(prisma, { fileName: "lost.mp3" });
  const { documentId } = await buildDocument(prisma, {
    mediaFileId,
    title: "Ünïcode / 🎙",
    lines: ["hello there", 'a "quoted"\tline'],
  });
  await buildBatch(prisma);
  const stranger = await buildUser(prisma);
  const theirs = await buildDocument(prisma, { ownerId: stranger, title: "secret" });

  const folder = path.join(home.home, "mine");
  const exported = await exportData(1, { folder }, work.database);
  expect(exported).toMatchObject({
    recordings: 1,
    transcripts: 1,
    rows: { transcript_segments: 2, batch_items: 2 },
  });
  expect(exported.missing).toContain("lost.mp3");
  expect(lost).toBeDefined();

  const id = documentId.slice(0, 8);
  expect((await readdir(path.join(folder, "transcripts"))).sort()).toEqual(
    ["json", "srt", "txt"].map((format) => `${id} Ünïcode _ 🎙.${format}`),
  );
  const srt = await readFile(path.join(folder, "transcripts", `${id} Ünïcode _ 🎙.srt`), "utf8");
  expect(srt).toContain("hello there");
  const recordings = await readdir(path.join(folder, "recordings"));
  expect(recordings).toEqual([`${mediaFileId.slice(0, 8)} _.._etc_a_talk_.mp3`]);
  const lines = (await readFile(path.join(folder, "data/transcript_segments.jsonl"), "utf8"))
    .trim()
    .split("\n");
  expect(lines.map((line) => JSON.parse(line).text)).toEqual(["hello there", 'a "quoted"\tline']);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const text = await readFile(path.join(entry.parentPath, entry.name), "utf8");
    expect(text, entry.name).not.toContain("secret");
    expect(text, entry.name).not.toContain(theirs.documentId);
  }
});

it("goes into no folder that has something in it", async () => {
  await writeFile(path.join(home.home, "file"), "x");
  const refused = (folder: string) => exportData(1, { folder }, work.database);
  await expect(refused(home.home)).rejects.toMatchObject({ code: "FOLDER_NOT_EMPTY" });
  await expect(refused(path.join(home.home, "file"))).rejects.toMatchObject({ code: "FOLDER_UNWRITABLE" });
});
