import { randomUUID } from "node:crypto";
import { mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { listSources } from "@/server/batches/data";
import { cancelBatch, createBatch, retrySource } from "@/server/batches/service";
import { homeFolders } from "@/server/platform/storage";
import { buildUser } from "@/server/testing/factories";
import { setUpWorkDatabase } from "@/server/testing/set-up-work-database";
import { createTestHome } from "@/server/testing/test-home";
import { findExpectedUpload, touchUpload } from "./data";
import { completeUpload } from "./service";
import { sweepUploads } from "./sweep-uploads";

const OWNER = 1;
const HOUR_MS = 3_600_000;
const work = setUpWorkDatabase();
let home: Awaited<ReturnType<typeof createTestHome>>;
let stranger: number;

beforeAll(async () => {
  home = await createTestHome({ TRAX_UPLOAD_KEEP_HOURS: "48" });
  stranger = await buildUser(work.database.prisma);
});
afterAll(() => home.close());
beforeEach(async () => {
  for (const name of await leftNames()) await writeOld(name, 100_000 * HOUR_MS);
  await sweepUploads(work.database.prisma);
});

const file = (name: string) => path.join(homeFolders.uploads(), name);
const leftNames = async () => (await readdir(homeFolders.uploads()).catch(() => [])).sort();

async function writeOld(name: string, ageMs: number, text = "half"): Promise<void> {
  await mkdir(homeFolders.uploads(), { recursive: true });
  await writeFile(file(name), text);
  const at = (Date.now() - ageMs) / 1_000;
  await utimes(file(name), at, at);
}

async function announce(ownerId = OWNER) {
  const { prisma } = work.database;
  const files = [{ fileName: "talk.mp3", sizeBytes: 9 }];
  const { batchId, sources } = await createBatch(ownerId, { files }, prisma);
  const id = sources[0]?.mediaFileId ?? "";
  const look = async () => (await listSources(ownerId, { batchIds: [batchId] }, prisma))[0];
  return { batchId, id, look };
}

/** A sweep that comes so much later. */
const sweepAfter = (hours: number) => sweepUploads(work.database.prisma, Date.now() + hours * HOUR_MS);

test("an upload that nobody goes on with ends with a sentence, its bytes go, and a retry waits for it again", async () => {
  const { prisma } = work.database;
  const mine = await announce();
  const theirs = await announce(stranger);
  await writeOld(mine.id, 0);
  await writeOld(`${mine.id}.json`, 0);
  expect(await sweepAfter(47)).toEqual({ abandoned: 0, removed: 0 });
  expect(await sweepAfter(49)).toMatchObject({ abandoned: 2 });
  expect(await leftNames()).toEqual([]);
  for (const { look } of [mine, theirs]) {
    expect(await look()).toMatchObject({
      stage: "failed",
      error: { code: "UPLOAD_ABANDONED", sentence: expect.stringContaining("came for 2 days") },
    });
  }
  const batch = await prisma.batchJob.findUniqueOrThrow({ where: { id: mine.batchId } });
  expect(batch).toMatchObject({ status: "failed", failedFiles: 1 });
  expect(await findExpectedUpload(OWNER, mine.id, prisma)).toBeNull();

  await retrySource(OWNER, { batchId: mine.batchId, sourceIndex: 0 }, prisma);
  expect((await mine.look())?.stage).toBe("uploading");
  // Its time begins anew with the retry.
  expect(await sweepAfter(1)).toMatchObject({ abandoned: 0 });
  await writeOld(mine.id, 0, "the bytes");
  await completeUpload(OWNER, mine.id, file(mine.id), 9, prisma);
  expect((await mine.look())?.stage).toBe("waiting");
});

test("one of which bytes come, or all came, is left alone", async () => {
  const { prisma } = work.database;
  const [touched, written, whole] = [await announce(), await announce(), await announce()];
  const old = { updatedAt: new Date(Date.now() - 100 * HOUR_MS) };
  await prisma.$executeRawUnsafe("alter table media_files disable trigger set_updated_at");
  await prisma.$executeRawUnsafe("alter table batch_items disable trigger set_updated_at");
  await prisma.mediaFile.updateMany({ data: old });
  await prisma.batchItem.updateMany({ data: old });
  await prisma.$executeRawUnsafe("alter table media_files enable trigger set_updated_at");
  await prisma.$executeRawUnsafe("alter table batch_items enable trigger set_updated_at");
  await touchUpload(OWNER, touched.id, prisma);
  await touchUpload(stranger, written.id, prisma);
  // On this machine bytes came of which the database was not told; of another all are here.
  await writeOld(written.id, HOUR_MS);
  await writeOld(whole.id, 100 * HOUR_MS, "nine byte");
  expect(await sweepAfter(0)).toEqual({ abandoned: 0, removed: 0 });
  await writeOld(written.id, 49 * HOUR_MS);
  expect(await sweepAfter(0)).toEqual({ abandoned: 1, removed: 0 });
  expect((await written.look())?.error?.code).toBe("UPLOAD_ABANDONED");
});

test("files that no upload waits for go: at once those without a row, in time those of what was cancelled", async () => {
  const { prisma } = work.database;
  const cancelled = await announce();
  await cancelBatch(OWNER, { batchId: cancelled.batchId }, prisma);
  const orphan = randomUUID();
  await writeOld(cancelled.id, 2 * HOUR_MS);
  await writeOld(orphan, 2 * HOUR_MS);
  await writeOld(`${orphan}.json`, 2 * HOUR_MS);
  await writeOld(`${randomUUID()}.json`, 2 * HOUR_MS);
  await writeOld(`incoming-${randomUUID()}`, 25 * HOUR_MS);
  await writeOld("notes.txt", 1_000 * HOUR_MS);
  expect(await sweepAfter(0)).toEqual({ abandoned: 0, removed: 3 });
  expect(await leftNames()).toEqual([cancelled.id, "notes.txt"].sort());
  expect(await sweepAfter(47)).toEqual({ abandoned: 0, removed: 1 });
  expect(await leftNames()).toEqual(["notes.txt"]);
});
