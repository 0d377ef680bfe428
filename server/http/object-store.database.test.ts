import { readdir } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBatch } from "@/server/batches/service";
import { prepareQueue } from "@/server/jobs/queue";
import { findMedia } from "@/server/media/data";
import { recoverUploads } from "@/server/media/service";
import { closeDatabase, type Database, getDatabase } from "@/server/platform/db";
import { getStorage, getUploadStorage, homeFolders, storageKeys } from "@/server/platform/storage";
import { findSwiftProblem, type SwiftServer, startSwiftServer } from "@/server/testing/swift-server";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { createTestHome } from "@/server/testing/test-home";
import { getDiskUse } from "@/server/transcripts/data";
import { answerError } from "./handler";
import { createMediaHandler } from "./media";
import { createUploadsHandler } from "./uploads";

const OWNER = 1;
const tus = { "Tus-Resumable": "1.0.0" };
const bytes = Buffer.alloc(9 * 1024 ** 2 + 5, "0123456789");
const problem = findSwiftProblem();

describe.skipIf(problem !== null)(`the web process with S3${problem ? `: ${problem}` : ""}`, () => {
  let swift: SwiftServer;
  let home: Awaited<ReturnType<typeof createTestHome>>;
  let testDatabase: TestDatabase;
  let database: Database;
  let server: Server;
  let base: string;

  beforeAll(async () => {
    swift = await startSwiftServer();
    testDatabase = await createTestDatabase();
    const { settings } = swift;
    home = await createTestHome({
      DATABASE_URL: testDatabase.connectionString,
      TRAX_S3_BUCKET: settings.bucket,
      TRAX_S3_ENDPOINT: settings.endpoint ?? "",
      TRAX_S3_ACCESS_KEY_ID: settings.accessKeyId ?? "",
      TRAX_S3_SECRET_ACCESS_KEY: settings.secretAccessKey ?? "",
    });
    database = getDatabase();
    await prepareQueue(database.pool);
    const handlers = [createUploadsHandler(() => OWNER), createMediaHandler(() => OWNER)];
    server = createServer((req, res) => {
      const url = new URL(req.url ?? "/", "http://localhost");
      handlers
        .find((handler) => handler.matches(url))
        ?.handle(req, res, url)
        .catch((error: unknown) => answerError(res, error));
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
    await swift?.stop();
  });

  async function announce(): Promise<string> {
    const files = [{ fileName: "talk.mp3", sizeBytes: bytes.length }];
    const { sources } = await createBatch(OWNER, { files }, database.prisma);
    return sources[0]?.mediaFileId ?? "";
  }

  async function begin(mediaFileId: string): Promise<void> {
    const metadata = `mediaFileId ${Buffer.from(mediaFileId).toString("base64")}`;
    const headers = { ...tus, "Upload-Length": String(bytes.length), "Upload-Metadata": metadata };
    expect((await fetch(`${base}/uploads`, { method: "POST", headers })).status).toBe(201);
  }

  async function send(mediaFileId: string, start: number, end: number): Promise<number> {
    const headers = {
      ...tus,
      "Upload-Offset": String(start),
      "Content-Type": "application/offset+octet-stream",
    };
    const body = bytes.subarray(start, end);
    return (await fetch(`${base}/uploads/${mediaFileId}`, { method: "PATCH", headers, body })).status;
  }

  test("keeps an unfinished upload on its own disk, and the last byte moves it to the bucket", async () => {
    const id = await announce();
    await begin(id);
    expect(await send(id, 0, 5_000_000)).toBe(204);
    expect(await getStorage().findSize(storageKeys.original(id))).toBeNull();
    expect((await getDiskUse()).uploadsBytes).toBeGreaterThanOrEqual(5_000_000);
    expect(await send(id, 5_000_000, bytes.length)).toBe(204);
    expect(await getStorage().findSize(storageKeys.original(id))).toBe(bytes.length);
    expect((await findMedia(OWNER, id, database.prisma))?.downloadStatus).toBe("completed");
    expect(await readdir(homeFolders.uploads())).toEqual([]);
    expect((await getDiskUse()).sourcesBytes).toBeGreaterThanOrEqual(bytes.length);
  });

  test("finishes an upload whose end was cut off before, in the middle of and after its move", async () => {
    const ids = [await announce(), await announce(), await announce()];
    const [before = "", both = "", after = ""] = ids;
    for (const id of [before, both]) await getUploadStorage().write(storageKeys.upload(id), bytes);
    for (const id of [both, after]) await getStorage().write(storageKeys.original(id), bytes);
    // Two processes, or a timer and a client, may come at the same time.
    await Promise.all([recoverUploads(database.prisma), recoverUploads(database.prisma)]);
    for (const id of ids) {
      expect((await findMedia(OWNER, id, database.prisma))?.downloadStatus).toBe("completed");
      expect(await getStorage().findSize(storageKeys.original(id))).toBe(bytes.length);
    }
    expect(await readdir(homeFolders.uploads())).toEqual([]);
    expect(await recoverUploads(database.prisma)).toBe(0);
  });

  test("plays ranges straight from the bucket", async () => {
    const id = await announce();
    await getUploadStorage().write(storageKeys.upload(id), bytes);
    await recoverUploads(database.prisma);
    await database.prisma.mediaFile.update({ where: { id }, data: { formatInfo: playable(id) } });
    const play = (range: string) => fetch(`${base}/media/${id}`, { headers: { Range: range } });

    const part = await play("bytes=8388600-8388619");
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe(`bytes 8388600-8388619/${bytes.length}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(8_388_600, 8_388_620));
    expect((await play(`bytes=${bytes.length}-`)).status).toBe(416);
    const whole = await fetch(`${base}/media/${id}`);
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);

    const leaving = new AbortController();
    const left = await fetch(`${base}/media/${id}`, { signal: leaving.signal });
    await left.body?.getReader().read();
    leaving.abort();
    await getStorage().remove(storageKeys.original(id));
    expect((await play("bytes=0-9")).status).toBe(404);
  });
});

function playable(id: string) {
  return {
    container: "mp3",
    durationMs: 1_000,
    bitRate: null,
    audio: { index: 0, codec: "mp3", sampleRate: 44_100, channels: 1 },
    video: null,
    levels: { peakDbfs: -1, rmsDbfs: -20, clippedFraction: 0 },
    cutOff: false,
    derived: { masterKey: `derived/${id}/c/master.wav`, peaksKey: `derived/${id}/c/peaks.json` },
    playable: true,
  };
}
