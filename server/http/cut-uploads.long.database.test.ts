import { createHash, randomBytes } from "node:crypto";
import { rm, stat } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import * as tus from "tus-js-client";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createBatch } from "@/server/batches/service";
import { prepareQueue } from "@/server/jobs/queue";
import { closeDatabase, type Database, getDatabase } from "@/server/platform/db";
import { homeFolders, storageKeys } from "@/server/platform/storage";
import { hashFile } from "@/server/platform/storage/incoming";
import { forkUploadsServer, type UploadsServer } from "@/server/testing/fork-uploads-server";
import { startTcpProxy, type TcpProxy } from "@/server/testing/tcp-proxy";
import { createTestDatabase, type TestDatabase } from "@/server/testing/test-database";
import { createTestHome } from "@/server/testing/test-home";
import { beginUpload, findOffset, sendPart } from "@/server/testing/tus-requests";

const OWNER = 1;
const MB = 1024 ** 2;
/** TRAX_TEST_LARGE_UPLOAD=1 sends the 2 GB that a release is tried with. */
const isLarge = process.env.TRAX_TEST_LARGE_UPLOAD === "1";
const sizeBytes = isLarge ? 2 * 1024 ** 3 : 96 * MB;
const CUTS = 10;
let home: Awaited<ReturnType<typeof createTestHome>>;
let testDatabase: TestDatabase;
let database: Database;
const running: UploadsServer[] = [];
const proxies: TcpProxy[] = [];

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  home = await createTestHome({ DATABASE_URL: testDatabase.connectionString, TRAX_MIN_FREE_BYTES: "0" });
  database = getDatabase();
  await prepareQueue(database.pool);
});
afterEach(async () => {
  for (const proxy of proxies.splice(0)) await proxy.close();
  for (const server of running.splice(0)) await server.kill();
});
afterAll(async () => {
  if (database) await closeDatabase(database);
  await testDatabase?.close();
  await home?.close();
});

async function start(within?: string[]): Promise<UploadsServer> {
  const server = await forkUploadsServer({ env: {}, within });
  running.push(server);
  return server;
}

async function announce(bytes: number, fileName = "talk.wav"): Promise<string> {
  const { sources } = await createBatch(OWNER, { files: [{ fileName, sizeBytes: bytes }] }, database.prisma);
  return sources[0]?.mediaFileId ?? "";
}

/** Pieces of random bytes, the n-th the same whenever it is asked for. */
function createSource(bytes: number) {
  const piece = randomBytes(MB);
  const pieceAt = (index: number) => {
    const copy = Buffer.from(piece);
    copy.writeUInt32BE(index);
    return copy;
  };
  const hash = createHash("sha256");
  for (let index = 0; index < bytes / MB; index += 1) hash.update(pieceAt(index));
  return {
    sha256: hash.digest("hex"),
    readFrom: (start: number, end: number) =>
      Readable.from(
        (function* () {
          for (let at = start; at < end; ) {
            const from = at % MB;
            const part = pieceAt(Math.floor(at / MB)).subarray(from, Math.min(MB, from + end - at));
            at += part.length;
            yield part;
          }
        })(),
      ),
  };
}

/** As the page does it: cuts chunks, and after a break asks how far the server is. */
function uploadBy(
  url: string,
  id: string,
  source: ReturnType<typeof createSource>,
  bytes: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const file = {
      size: bytes,
      slice: async (start: number, end: number) => {
        const last = Math.min(end, bytes);
        const value = Object.assign(source.readFrom(start, last), { size: last - start });
        return { value, done: last === bytes };
      },
      close() {},
    };
    const upload = new tus.Upload(source.readFrom(0, bytes) as never, {
      endpoint: `${url}/uploads`,
      metadata: { mediaFileId: id },
      chunkSize: 32 * MB,
      uploadSize: bytes,
      fileReader: { openFile: async () => file } as never,
      retryDelays: Array.from({ length: 40 }, () => 100),
      onSuccess: () => resolve(),
      onError: reject,
    });
    upload.start();
  });
}

const rowOf = (id: string) => database.prisma.mediaFile.findUniqueOrThrow({ where: { id } });
const fileOf = (id: string) => path.join(homeFolders.media(), storageKeys.original(id));

describe("an upload over a bad line", () => {
  test(`of ${sizeBytes / MB} MB that is cut ${CUTS} times arrives byte for byte, in little memory`, {
    timeout: 600_000,
  }, async () => {
    const server = await start();
    let cuts = 0;
    const proxy = await startTcpProxy(server.port, (bytes) => {
      if (cuts >= CUTS || bytes < ((cuts + 1) * sizeBytes) / (CUTS + 1)) return;
      cuts += 1;
      proxy.cut();
    });
    proxies.push(proxy);
    const source = createSource(sizeBytes);
    const id = await announce(sizeBytes);
    await uploadBy(`http://127.0.0.1:${proxy.port}`, id, source, sizeBytes);
    expect(cuts).toBe(CUTS);
    expect(await rowOf(id)).toMatchObject({ sha256: source.sha256, downloadStatus: "completed" });
    expect((await stat(fileOf(id))).size).toBe(sizeBytes);
    expect(await hashFile(fileOf(id))).toBe(source.sha256);
    expect(await server.measurePeakBytes()).toBeLessThan(300 * MB);
    await rm(fileOf(id));
  });

  test("goes on after its server was killed, and two of one name do not touch each other", async () => {
    const bytes = 24 * MB;
    let server = await start();
    const sources = [createSource(bytes), createSource(bytes)];
    const ids = [await announce(bytes, "same.wav"), await announce(bytes, "same.wav")];
    const target = { base: `http://127.0.0.1:${server.port}` };
    const part = async (index: number, from: number, to: number) =>
      Buffer.concat((await sources[index]?.readFrom(from, to).toArray()) ?? []);
    for (const [index, id] of ids.entries()) {
      await beginUpload(target, id, bytes);
      const first = await part(index, 0, 10 * MB + 17);
      expect((await sendPart(target, id, 0, first)).status).toBe(204);
    }
    await server.kill();
    server = await start();
    const again = { base: `http://127.0.0.1:${server.port}` };
    await Promise.all(
      ids.map(async (id, index) => {
        const offset = (await findOffset(again, id)) ?? 0;
        expect(offset).toBe(10 * MB + 17);
        const rest = await part(index, offset, bytes);
        expect((await sendPart(again, id, offset, rest)).status).toBe(204);
        expect((await rowOf(id)).sha256).toBe(sources[index]?.sha256);
      }),
    );
  });
});

describe.skipIf(process.platform !== "linux" || process.getuid?.() !== 0)("a disk that gets full", () => {
  test("is told with a sentence, and when it has room again the upload goes on where it was", async () => {
    const bytes = 24 * MB;
    const script = 'mkdir -p "$1" && mount -t tmpfs -o size=64m tmpfs "$1" && shift && exec "$@"';
    const server = await start(["unshare", "-m", "sh", "-c", script, "sh", homeFolders.media()]);
    const target = { base: `http://127.0.0.1:${server.port}` };
    const source = createSource(bytes);
    const id = await announce(bytes);
    const part = async (from: number, to: number) => Buffer.concat(await source.readFrom(from, to).toArray());
    expect((await beginUpload(target, id, bytes)).status).toBe(201);
    expect((await sendPart(target, id, 0, await part(0, 8 * MB))).status).toBe(204);

    await server.fill(2 * MB);
    const refused = await sendPart(target, id, 8 * MB, await part(8 * MB, bytes));
    expect(refused.status).toBe(507);
    expect(await refused.text()).toMatch(/^The disk has too little room: .+ Free some space/);
    expect(await findOffset(target, id)).toBe(8 * MB);

    // Without a length nobody can ask before: the disk gets full in the middle. Who is still sending then may find the line
    // cut before the answer was read; whoever comes again, as every client does, reads it.
    const sendOn = async () => {
      const from = (await findOffset(target, id)) ?? 0;
      return await fetch(`${target.base}/uploads/${id}`, {
        method: "PATCH",
        headers: {
          "Tus-Resumable": "1.0.0",
          "Upload-Offset": String(from),
          "Content-Type": "application/offset+octet-stream",
        },
        body: Readable.toWeb(source.readFrom(from, bytes)) as ReadableStream,
        duplex: "half",
      } as RequestInit);
    };
    const unknown = await sendOn()
      .catch(() => sendOn())
      .catch(() => sendOn());
    expect(unknown.status).toBe(507);
    expect(await unknown.text()).toMatch(/^The disk is full\. Free some space/);
    const offset = (await findOffset(target, id)) ?? 0;
    expect(offset).toBeGreaterThanOrEqual(8 * MB);
    expect(offset).toBeLessThanOrEqual(10 * MB);

    await server.free();
    expect((await sendPart(target, id, offset, await part(offset, bytes))).status).toBe(204);
    expect(await rowOf(id)).toMatchObject({ sha256: source.sha256, downloadStatus: "completed" });
  });
});
