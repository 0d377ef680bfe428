import { createHash, randomBytes } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { listSources } from "@/server/batches/data";
import { createBatch } from "@/server/batches/service";
import { prepareQueue } from "@/server/jobs/queue";
import { measureAwaitedBytes } from "@/server/media/data";
import { closeDatabase, type Database, getDatabase, Prisma } from "@/server/platform/db";
import { getStorage, homeFolders, storageKeys } from "@/server/platform/storage";
import { requireFreeSpace } from "@/server/platform/storage/require-free-space";
import { listDuplicates, listUnfinished } from "@/server/submissions/data";
import { buildUser } from "@/server/testing/factories";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { createTestHome } from "@/server/testing/test-home";
import { beginUpload, findOffset, sendPart } from "@/server/testing/tus-requests";
import { answerError, type Handler } from "./handler";
import { createUploadsHandler } from "./uploads";

const OWNER = 1;
const QUOTA = 3_000_000;
let home: Awaited<ReturnType<typeof createTestHome>>;
let testDatabase: TestDatabase;
let database: Database;
let server: Server;
let handler: Handler;
let base: string;
let stranger: number;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  home = await createTestHome({
    DATABASE_URL: testDatabase.connectionString,
    TRAX_MIN_FREE_BYTES: "0",
    TRAX_OWNER_QUOTA_BYTES: String(QUOTA),
    TRAX_MAX_UPLOAD_BYTES: "2000000",
  });
  database = getDatabase();
  await prepareQueue(database.pool);
  stranger = await buildUser(database.prisma);
  server = createServer((req, res) => {
    const url = new URL(req.url ?? "/", "http://localhost");
    handler.handle(req, res, url).catch((error: unknown) => answerError(res, error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
  if (database) await closeDatabase(database);
  await testDatabase?.close();
  await home?.close();
});
beforeEach(async () => {
  restartServer();
  for (const name of await leftFiles()) await rm(path.join(homeFolders.uploads(), name), { force: true });
  await database.prisma.$executeRaw(Prisma.sql`delete from batch_jobs`);
  await database.prisma.$executeRaw(Prisma.sql`delete from transcript_documents`);
  await database.prisma.$executeRaw(Prisma.sql`delete from media_files`);
});

/** As after a kill: nothing that was in memory is there. */
function restartServer(): void {
  handler = createUploadsHandler((req) => Number(req.headers["x-test-owner"] ?? OWNER));
}

const sumOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function announce(sizeBytes: number, owner = OWNER): Promise<string> {
  const files = [{ fileName: "talk.mp3", sizeBytes }];
  const { sources } = await createBatch(owner, { files }, database.prisma);
  return sources[0]?.mediaFileId ?? "";
}

async function upload(bytes: Uint8Array<ArrayBuffer>, owner = OWNER): Promise<string> {
  const id = await announce(bytes.length, owner);
  expect((await beginUpload({ base, owner }, id, bytes.length)).status).toBe(201);
  expect((await sendPart({ base, owner }, id, 0, bytes)).status).toBe(204);
  return id;
}

const rowOf = (id: string) => database.prisma.mediaFile.findUniqueOrThrow({ where: { id } });
const inodeOf = async (id: string) =>
  (await stat(path.join(homeFolders.media(), storageKeys.original(id)))).ino;
const leftFiles = () => readdir(homeFolders.uploads()).catch(() => []);

describe("a resumable upload", () => {
  test("has its checksum when its last byte is here, also over parts and a server that was killed", async () => {
    const bytes = randomBytes(900_000);
    const id = await announce(bytes.length);
    await beginUpload({ base }, id, bytes.length);
    expect((await sendPart({ base }, id, 0, bytes.subarray(0, 300_000))).status).toBe(204);
    restartServer();
    expect(await findOffset({ base }, id)).toBe(300_000);
    expect((await sendPart({ base }, id, 300_000, bytes.subarray(300_000, 700_000))).status).toBe(204);
    expect((await sendPart({ base }, id, 0, bytes)).status).toBe(409);
    expect((await sendPart({ base }, id, 700_000, bytes.subarray(700_000))).status).toBe(204);
    expect(await rowOf(id)).toMatchObject({ sha256: sumOf(bytes), downloadStatus: "completed" });
    await expect.poll(leftFiles).toEqual([]);
    const found = await listDuplicates(
      OWNER,
      { files: [{ sha256: sumOf(bytes), sizeBytes: bytes.length }] },
      database.prisma,
    );
    expect(found).toHaveLength(1);
  });

  test("goes on after a connection that broke in the middle of a part", async () => {
    const bytes = randomBytes(800_000);
    const id = await announce(bytes.length);
    await beginUpload({ base }, id, bytes.length);
    const socket = connect(Number(new URL(base).port), "127.0.0.1");
    socket.write(
      `PATCH /uploads/${id} HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n` +
        `Content-Type: application/offset+octet-stream\r\nContent-Length: ${bytes.length}\r\n\r\n`,
    );
    socket.write(bytes.subarray(0, 500_000));
    await expect.poll(() => findOffset({ base }, id).catch(() => 0)).toBeGreaterThan(0);
    socket.destroy();
    await sleep(50);
    const offset = (await findOffset({ base }, id)) ?? 0;
    expect((await sendPart({ base }, id, offset, bytes.subarray(offset))).status).toBe(204);
    expect((await rowOf(id)).sha256).toBe(sumOf(bytes));
    expect(await text(await getStorage().openRead(storageKeys.original(id)))).toHaveLength(
      bytes.toString().length,
    );
  });

  test("of bytes that are there already is kept once, for its owner alone", async () => {
    const bytes = randomBytes(400_000);
    const first = await upload(bytes);
    const theirs = await upload(bytes, stranger);
    const second = await upload(bytes);
    const third = await upload(bytes);
    expect(await inodeOf(second)).toBe(await inodeOf(first));
    expect(await inodeOf(third)).toBe(await inodeOf(first));
    expect(await inodeOf(theirs)).not.toBe(await inodeOf(first));
    await getStorage().removePrefix(storageKeys.source(first));
    expect(await getStorage().findSize(storageKeys.original(second))).toBe(bytes.length);
  });

  test("is nobody else's to ask for or to go on with", async () => {
    const bytes = randomBytes(1_000);
    const id = await announce(bytes.length);
    const foreign = { base, owner: stranger };
    expect((await beginUpload(foreign, id, bytes.length)).status).toBe(409);
    await beginUpload({ base }, id, bytes.length);
    expect(await findOffset(foreign, id)).toBeNull();
    expect((await sendPart(foreign, id, 0, bytes)).status).toBe(404);
    expect((await sendPart({ base }, id, 0, bytes)).status).toBe(204);
  });
});

describe("unfinished uploads", () => {
  test("are listed for their owner alone, with what is here, and keep the room that they will need", async () => {
    const [mine, theirs] = [await announce(900_000), await announce(500_000, stranger)];
    await upload(randomBytes(1_000));
    await beginUpload({ base }, mine, 900_000);
    await sendPart({ base }, mine, 0, randomBytes(300_000));
    const listOf = async (owner: number) => (await listUnfinished(owner, database.prisma)).uploads;
    expect(await listOf(OWNER)).toEqual([
      expect.objectContaining({ mediaFileId: mine, sizeBytes: 900_000, receivedBytes: 300_000 }),
    ]);
    expect((await listOf(stranger)).map(({ mediaFileId }) => mediaFileId)).toEqual([theirs]);
    expect(await measureAwaitedBytes(database.prisma)).toBe(600_000 + 500_000);
    await expect(requireFreeSpace(1, Number.MAX_SAFE_INTEGER / 2)).rejects.toMatchObject({
      code: "STORAGE_RESERVED",
    });
    await expect(requireFreeSpace(1, 1_100_000)).resolves.toBeUndefined();
  });
});

describe("a quota", () => {
  test("counts what is here and what unfinished uploads will bring, for each owner alone", async () => {
    await upload(randomBytes(1_000_000));
    await announce(1_500_000);
    await expect(announce(600_000)).rejects.toMatchObject({
      code: "QUOTA_EXCEEDED",
      message: expect.stringContaining("500 kB of your 3.0 MB are left"),
    });
    await announce(500_000);
    await announce(1_900_000, stranger);
    const together = [1, 2].map(() =>
      announce(800_000, stranger).then(
        () => true,
        () => false,
      ),
    );
    expect((await Promise.all(together)).sort()).toEqual([false, true]);
  });

  test("refuses a form before its first byte", async () => {
    await announce(1_900_000);
    await announce(1_000_000);
    const response = await postForm((form) =>
      form.append("file", new Blob([randomBytes(1_500_000)]), "a.mp3"),
    );
    expect(response.status).toBe(507);
    expect(response.json.error.message).toContain("100 kB of your 3.0 MB are left");
    await expect.poll(leftFiles).toEqual([]);
  });
});

async function postForm(fill: (form: FormData) => void, owner = OWNER) {
  const body = new FormData();
  fill(body);
  const headers = { "x-test-owner": String(owner) };
  const response = await fetch(`${base}/uploads`, { method: "POST", body, headers });
  return { status: response.status, json: await response.json() };
}

describe("a form for scripts", () => {
  test("with several files becomes one batch, named and set up as it says", async () => {
    const one = randomBytes(200_000);
    const two = randomBytes(70_000);
    const { status, json } = await postForm((form) => {
      form.append("name", "Monday's talks");
      form.append("file", new Blob([one]), "one.mp3");
      form.append("file", new Blob([]), "empty.mp3");
      form.append("file", new Blob([two]), "../two.mp3");
      form.append("language", "English");
      form.append("engine", "moonshine-tiny");
      form.append("priority", "7");
    }, stranger);
    expect(status).toBe(201);
    expect(json.sources.map(({ sourceIndex }: { sourceIndex: number }) => sourceIndex)).toEqual([0, 1, 2]);
    const batch = await database.prisma.batchJob.findUniqueOrThrow({ where: { id: json.batchId } });
    expect(batch).toMatchObject({
      ownerId: stranger,
      name: "Monday's talks",
      priority: 7,
      settings: { engine: "moonshine-tiny", language: "en" },
    });
    expect(await rowOf(json.sources[0].mediaFileId)).toMatchObject({
      fileName: "one.mp3",
      sha256: sumOf(one),
      downloadStatus: "completed",
    });
    expect((await rowOf(json.sources[2].mediaFileId)).sha256).toBe(sumOf(two));
    expect(await listSources(OWNER, { batchIds: [json.batchId] }, database.prisma)).toEqual([]);
    await expect.poll(leftFiles).toEqual([]);
  });

  test.each([
    ["a field that there is not", { nme: "x" }, "There is no such field".toLowerCase()],
    ["a language that the engine does not know", { language: "Klingon" }, "does not know the language"],
    ["an engine that there is not", { engine: "ear" }, "engine"],
    ["a priority that is none", { priority: "high" }, "a whole number from -100 to 100"],
    ["a priority out of bounds", { priority: "101" }, "priority"],
  ])("with %s leaves nothing", async (_, fields, said) => {
    const { status, json } = await postForm((form) => {
      form.append("file", new Blob([randomBytes(1_000)]), "a.mp3");
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
    });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(json.error.message).toContain(said);
    expect(await database.prisma.batchJob.count()).toBe(0);
    await expect.poll(leftFiles).toEqual([]);
  });

  test("without a file, or with one that is too large, is refused with a sentence", async () => {
    const none = await postForm((form) => form.append("name", "x"));
    expect(none).toMatchObject({ status: 400, json: { error: { code: "api_file_missing" } } });
    const large = await postForm((form) => form.append("file", new Blob([randomBytes(2_100_000)]), "a.mp3"));
    expect(large).toMatchObject({ status: 413, json: { error: { code: "upload_too_large" } } });
    await expect.poll(leftFiles).toEqual([]);
  });

  test("that is cut off in its second file leaves nothing of either", async () => {
    const part = (name: string) =>
      `--b\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: audio/mpeg\r\n\r\n`;
    const socket = connect(Number(new URL(base).port), "127.0.0.1");
    socket.write(
      "POST /uploads HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=b\r\n" +
        "Content-Length: 1000000\r\n\r\n",
    );
    socket.write(`${part("one.mp3")}${"x".repeat(100_000)}\r\n${part("two.mp3")}${"y".repeat(100_000)}`);
    await expect.poll(async () => (await leftFiles()).length).toBe(2);
    socket.destroy();
    await expect.poll(leftFiles).toEqual([]);
    expect(await database.prisma.batchJob.count()).toBe(0);
  });

  test("takes more small files than are written at once, each as it came", async () => {
    const { status, json } = await postForm((form) => {
      for (let index = 0; index < 80; index += 1)
        form.append("files[]", new Blob([`file ${index}`]), `${index}.mp3`);
    });
    expect(status).toBe(201);
    expect(json.sources).toHaveLength(80);
    expect(json.sources[67].fileName).toBe("67.mp3");
    expect((await rowOf(json.sources[67].mediaFileId)).sha256).toBe(sumOf(Buffer.from("file 67")));
  });
});
