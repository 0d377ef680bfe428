import { appendFile, chmod, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createBatch } from "@/server/batches/service";
import { forgetProcessWide } from "@/server/platform/process-wide";
import { storageKeys } from "@/server/platform/storage";
import { readWatchRecord } from "@/server/platform/watch-record";
import { buildUser } from "@/server/testing/factories";
import { setUpWorkDatabase } from "@/server/testing/set-up-work-database";
import { createTestHome } from "@/server/testing/test-home";
import { purgeDocuments, removeDocuments } from "@/server/transcripts/service";
import { listWatchedFiles, watchedItemId } from "./list-watched-files";
import { sortKnown } from "./take-files";
import { createFolderWatch } from "./watch-folder";

const OWNER = 1;
const SETTLE_MS = 1_000;
const work = setUpWorkDatabase();
let testHome: Awaited<ReturnType<typeof createTestHome>>;
let folder: string;
let nowMs: number;
beforeAll(async () => {
  testHome = await createTestHome({ TRAX_MIN_FREE_BYTES: "0" });
});
afterAll(() => testHome.close());
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trax-watch-"));
  nowMs = Date.now();
});
afterEach(async () => {
  useSettings({ TRAX_MIN_FREE_BYTES: "0", TRAX_MAX_UPLOAD_BYTES: "" });
  await rm(folder, { recursive: true, force: true });
});

function useSettings(changes: Record<string, string>): void {
  for (const [name, value] of Object.entries(changes)) {
    if (value === "") delete process.env[name];
    else process.env[name] = value;
  }
  forgetProcessWide("settings");
}

const start = () => createFolderWatch(work.database, folder, { settleMs: SETTLE_MS, now: () => nowMs });
type Watch = ReturnType<typeof start>;

/** Looks, waits as long as a file must stand still, and looks again. */
async function settle(...watches: Watch[]): Promise<void> {
  await Promise.all(watches.map((watch) => watch.round()));
  nowMs += SETTLE_MS;
  await Promise.all(watches.map((watch) => watch.round()));
}

const put = (name: string, text: string) => writeFile(path.join(folder, name), text);
const listTaken = async () =>
  (
    await work.database.prisma.batchItem.findMany({
      where: { taskType: "preprocess" },
      include: { mediaFile: true, batchJob: true },
      orderBy: [{ batchJob: { createdAt: "asc" } }, { sourceIndex: "asc" }],
    })
  ).map(({ mediaFile, batchJob }) => ({
    name: mediaFile?.fileName,
    state: mediaFile?.downloadStatus,
    batch: batchJob?.name,
    owner: batchJob?.ownerId,
    id: mediaFile?.id ?? "",
  }));

it("makes one batch of files that arrive together, keeps them, and takes each once, also after a restart", async () => {
  await put("one.mp3", "first recording");
  await put("two.mp3", "second recording");
  const before = await stat(path.join(folder, "one.mp3"));
  const watch = start();
  await settle(watch);
  await settle(watch);
  await settle(start());
  const taken = await listTaken();
  expect(taken).toMatchObject([
    { name: "one.mp3", state: "completed", batch: "one and 1 more", owner: OWNER },
    { name: "two.mp3", state: "completed", batch: "one and 1 more", owner: OWNER },
  ]);
  const stored = path.join(testHome.home, "media", storageKeys.original(taken[0]?.id ?? ""));
  expect(await readFile(stored, "utf8")).toBe("first recording");
  const after = await stat(path.join(folder, "one.mp3"));
  expect([after.ino, after.mtimeMs, after.size]).toEqual([before.ino, before.mtimeMs, before.size]);
  // The same bytes by another name are no new recording; other bytes by the same name are.
  await put("copy.mp3", "first recording");
  await put("two.mp3", "second recording, as it was cut anew");
  await settle(watch);
  expect((await listTaken()).map(({ name }) => name)).toEqual(["one.mp3", "two.mp3", "two.mp3"]);
});

it("waits for a file that grows slowly, and for one that is renamed when it is whole", async () => {
  await put("talk.mp3", "0");
  await put("late.mp3.part", "all of it, for now");
  const watch = start();
  for (let step = 1; step < 6; step += 1) {
    await watch.round();
    nowMs += SETTLE_MS - 1;
    await appendFile(path.join(folder, "talk.mp3"), String(step));
  }
  expect(await listTaken()).toEqual([]);
  await settle(watch);
  expect(await listTaken()).toMatchObject([{ name: "talk.mp3", state: "completed" }]);
  await rename(path.join(folder, "late.mp3.part"), path.join(folder, "late.mp3"));
  await settle(watch);
  expect((await listTaken()).map(({ name }) => name)).toEqual(["talk.mp3", "late.mp3"]);
});

it("takes a file once with two workers", async () => {
  for (let index = 0; index < 5; index += 1) await put(`${index}.mp3`, `recording ${index} of two workers`);
  const watches = [start(), start()];
  await settle(...watches);
  await settle(...watches);
  const taken = await listTaken();
  expect(taken.map(({ name }) => name).sort()).toEqual(["0.mp3", "1.mp3", "2.mp3", "3.mp3", "4.mp3"]);
  expect(taken.every(({ state }) => state === "completed")).toBe(true);
});

it("brings the bytes of a batch whose worker was killed before they came", async () => {
  const { prisma } = work.database;
  await put("cut.mp3", "cut off in between");
  const { files } = await listWatchedFiles(folder);
  const [file] = files as [(typeof files)[number]];
  const given = { files: [{ fileName: "cut.mp3", sizeBytes: file.sizeBytes }] };
  const ids = { firstItemIds: [watchedItemId(file)] };
  await createBatch(OWNER, given, prisma, ids);
  // The database refuses to take it twice, whoever tries.
  await expect(createBatch(OWNER, given, prisma, ids)).rejects.toThrow();
  expect(await listTaken()).toMatchObject([{ state: "downloading" }]);
  // Another owner's recording is never completed in this one's name.
  const stranger = await buildUser(prisma);
  expect(await sortKnown({ prisma, ownerId: stranger }, files)).toEqual({ fresh: [], unfinished: [] });
  await settle(start());
  expect(await listTaken()).toMatchObject([{ name: "cut.mp3", state: "completed" }]);
});

it("does not bring back what a person deleted for good", async () => {
  const { prisma } = work.database;
  await put("private.mp3", "not for long");
  await settle(start());
  const [document] = await prisma.transcriptDocument.findMany({ where: { title: "private" } });
  await removeDocuments(OWNER, [document?.id ?? ""], prisma);
  await purgeDocuments(OWNER, [document?.id ?? ""], prisma);
  expect(await prisma.mediaFile.count({ where: { fileName: "private.mp3" } })).toBe(0);
  await settle(start());
  expect(await prisma.mediaFile.count({ where: { fileName: "private.mp3" } })).toBe(0);
});

it("tells once why a file is not taken, takes the others, and tries again when the reason is gone", async () => {
  useSettings({ TRAX_MAX_UPLOAD_BYTES: "30" });
  await put("large.mp3", "x".repeat(31));
  await put("small.mp3", "small enough");
  const watch = start();
  await settle(watch);
  expect((await listTaken()).map(({ name }) => name)).toEqual(["small.mp3"]);
  expect(await readWatchRecord(folder)).toMatchObject({
    failure: null,
    problems: [{ name: "large.mp3", sentence: expect.stringContaining("larger than the limit") }],
  });
  await put("large.mp3", "x".repeat(29));
  await settle(watch);
  expect(await readWatchRecord(folder)).toMatchObject({ problems: [], waiting: 0 });

  useSettings({ TRAX_MIN_FREE_BYTES: String(2 ** 50) });
  await put("room.mp3", "there is no room");
  await settle(watch);
  expect(await readWatchRecord(folder)).toMatchObject({
    problems: [{ name: "room.mp3", sentence: expect.stringContaining("too little room") }],
  });
  useSettings({ TRAX_MIN_FREE_BYTES: "0" });
  nowMs += 61_000;
  await settle(watch);
  expect((await listTaken()).map(({ name }) => name)).toEqual(["small.mp3", "large.mp3", "room.mp3"]);
});

it("says that the folder is gone, and goes on when it is back", async () => {
  const watch = start();
  await rm(folder, { recursive: true });
  await settle(watch);
  expect((await readWatchRecord(folder))?.failure).toMatch(/there is no such folder/);
  await writeFile(folder, "");
  await watch.round();
  expect((await readWatchRecord(folder))?.failure).toMatch(/not a folder/);
});

it.skipIf(process.getuid?.() === 0)("takes what it may not read as soon as it may", async () => {
  await put("locked.mp3", "locked away");
  await chmod(path.join(folder, "locked.mp3"), 0);
  const watch = start();
  await settle(watch);
  expect((await readWatchRecord(folder))?.problems).toMatchObject([
    { sentence: expect.stringContaining("may not read it") },
  ]);
  await chmod(path.join(folder, "locked.mp3"), 0o600);
  await settle(watch);
  expect(await listTaken()).toHaveLength(1);
});
