import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { createBatch } from "@/server/batches/service";
import { prepareQueue } from "@/server/jobs/queue";
import { startEmbeddedPostgres } from "@/server/operations/embedded-postgres";
import { migrate } from "@/server/operations/migrate";
import { closeDatabase, createDatabase } from "@/server/platform/db";
import { bundleEntry } from "@/server/testing/bundle-entry";
import { forkUploadsServer } from "@/server/testing/fork-uploads-server";
import { quantile } from "../quantile";

/** As the page cuts them. */
const CHUNK_BYTES = 32 * 1024 ** 2;
const PIECE_BYTES = 256 * 1024;
const OWNER = 1;

export interface UploadFigures {
  /** Throughput of Trax by that of the bare server; the median of the pairs. */
  uploadRatio: number;
  uploadMegabytesPerSecond: number[];
  bareMegabytesPerSecond: number[];
}

/** Throughput of an upload into Trax (tus, in the chunks of the page, to the row that says it is whole) beside a bare
 * Node server that hashes and pipes the same bytes to the same disk. In turns, so that whatever else the machine does
 * falls on both; the first turn of each warms up and does not count. */
export async function measureUpload(options: { pairs: number; sizeBytes: number }): Promise<UploadFigures> {
  const { pairs, sizeBytes } = options;
  const home = mkdtempSync(path.join(tmpdir(), "trax-bench-upload-"));
  const bareFolder = path.join(home, "bare");
  mkdirSync(bareFolder);
  Object.assign(process.env, { TRAX_HOME: home, TRAX_LOG_LEVEL: "silent" });
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(home, "postgres"), log: () => {} });
  const database = createDatabase(postgres.connectionString);
  const bare = fork(await bundleEntry("bench/ingest/bare-upload-server.ts"), [bareFolder], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  try {
    const [{ port: barePort }] = (await once(bare, "message")) as [{ port: number }];
    const { connectionString } = postgres;
    await migrate({ connectionString, migrationsDir: path.resolve("prisma/migrations") });
    await prepareQueue(database.pool);
    const server = await forkUploadsServer({
      env: { DATABASE_URL: connectionString },
      file: await bundleEntry("server/testing/uploads-server.ts"),
    });
    const trax: number[] = [];
    const plain: number[] = [];
    try {
      for (let turn = 0; turn <= pairs; turn += 1) {
        const piece = randomBytes(PIECE_BYTES);
        const rates = [
          await uploadBare(barePort, turn, piece, sizeBytes),
          await uploadToTrax(server.port, database.prisma, piece, sizeBytes),
        ] as const;
        rmSync(path.join(home, "media/sources"), { recursive: true, force: true });
        rmSync(path.join(bareFolder, String(turn)));
        if (turn === 0) continue;
        plain.push(rates[0]);
        trax.push(rates[1]);
      }
    } finally {
      await server.kill();
    }
    const ratios = trax.map((rate, turn) => rate / (plain[turn] ?? Number.NaN));
    return {
      uploadRatio: Number(quantile(ratios, 0.5).toFixed(3)),
      uploadMegabytesPerSecond: trax.map(Math.round),
      bareMegabytesPerSecond: plain.map(Math.round),
    };
  } finally {
    bare.disconnect();
    await closeDatabase(database);
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

async function uploadBare(port: number, turn: number, piece: Buffer, sizeBytes: number): Promise<number> {
  const startedMs = performance.now();
  await send({ port, method: "PUT", path: `/${turn}`, headers: {} }, piece, sizeBytes);
  return rateOf(sizeBytes, startedMs);
}

async function uploadToTrax(
  port: number,
  prisma: Parameters<typeof createBatch>[2],
  piece: Buffer,
  sizeBytes: number,
): Promise<number> {
  const { sources } = await createBatch(OWNER, { files: [{ fileName: "talk.wav", sizeBytes }] }, prisma);
  const id = sources[0]?.mediaFileId ?? "";
  const startedMs = performance.now();
  const common = { "Tus-Resumable": "1.0.0" };
  const metadata = `mediaFileId ${Buffer.from(id).toString("base64")}`;
  const headers = { ...common, "Upload-Length": String(sizeBytes), "Upload-Metadata": metadata };
  await send({ port, method: "POST", path: "/uploads", headers }, piece, 0);
  for (let at = 0; at < sizeBytes; at += CHUNK_BYTES) {
    const chunkHeaders = {
      ...common,
      "Upload-Offset": String(at),
      "Content-Type": "application/offset+octet-stream",
    };
    const bytes = Math.min(CHUNK_BYTES, sizeBytes - at);
    await send({ port, method: "PATCH", path: `/uploads/${id}`, headers: chunkHeaders }, piece, bytes);
  }
  return rateOf(sizeBytes, startedMs);
}

/** Sends that many bytes, the piece over and over. */
async function send(
  target: { port: number; method: string; path: string; headers: Record<string, string> },
  piece: Buffer,
  bytes: number,
): Promise<void> {
  const { port, method, headers } = target;
  const sending = request({
    host: "127.0.0.1",
    port,
    method,
    path: target.path,
    headers: { ...headers, "Content-Length": String(bytes) },
  });
  const answered = once(sending, "response") as Promise<[import("node:http").IncomingMessage]>;
  async function* pieces() {
    for (let at = 0; at < bytes; at += piece.length)
      yield piece.subarray(0, Math.min(piece.length, bytes - at));
  }
  await pipeline(pieces, sending);
  const [answer] = await answered;
  let text = "";
  for await (const part of answer.setEncoding("utf8")) text += part;
  if ((answer.statusCode ?? 500) >= 300) throw new Error(`${method} ${target.path}: ${text}`);
}

/** In megabytes a second. */
function rateOf(sizeBytes: number, startedMs: number): number {
  return sizeBytes / 1e6 / ((performance.now() - startedMs) / 1_000);
}
