import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** A server of models for tests, on loopback, that answers as Hugging Face does, or misbehaves as it is told. */

export interface ServedFile {
  repository: string;
  name: string;
  bytes: Buffer;
  /** Small ones are known by git's sum alone. */
  isSmall?: boolean;
}

export interface ModelServer {
  url: string;
  /** Every request for a file or a list, in order: what it asked for, and from which byte. */
  requests: { path: string; range: string | undefined; ifRange: string | undefined }[];
  /** Null: as it should be. Returns false to leave an answer to the server. */
  misbehave(how: ((req: IncomingMessage, res: ServerResponse) => boolean) | null): void;
  /** Bytes a second of each file; 0: as fast as it goes. */
  throttle(bytesPerSecond: number): void;
  replace(files: readonly ServedFile[]): void;
  close(): Promise<void>;
}

const pieceBytes = 16 * 1024;

export async function startModelServer(files: readonly ServedFile[]): Promise<ModelServer> {
  let served = files;
  let misbehaviour: ((req: IncomingMessage, res: ServerResponse) => boolean) | null = null;
  let bytesPerSecond = 0;
  const requests: ModelServer["requests"] = [];

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { pathname } = new URL(req.url ?? "/", "http://model.test");
    requests.push({ path: pathname, range: req.headers.range, ifRange: req.headers["if-range"] as string });
    if (misbehaviour?.(req, res)) return;
    const listed = /^\/api\/models\/(.+)\/tree\/main$/.exec(pathname);
    if (listed) {
      const entries = served.filter(({ repository }) => repository === listed[1]).map(describeFile);
      if (entries.length === 0) return end(res, 404);
      res.setHeader("content-type", "application/json");
      return void res.end(
        JSON.stringify([{ type: "directory", oid: "0".repeat(40), size: 0, path: "test_wavs" }, ...entries]),
      );
    }
    const file = served.find((each) => pathname === `/${each.repository}/resolve/main/${each.name}`);
    if (!file) return end(res, 404);
    await sendFile(file, req, res);
  }

  async function sendFile({ bytes }: ServedFile, req: IncomingMessage, res: ServerResponse): Promise<void> {
    const etag = `"${sum("sha256", bytes)}"`;
    res.setHeader("etag", etag);
    res.setHeader("content-type", "application/octet-stream");
    const ifRange = req.headers["if-range"];
    const wanted = /^bytes=(\d+)-$/.exec(req.headers.range ?? "");
    const start = wanted && (!ifRange || ifRange === etag) ? Number(wanted[1]) : 0;
    if (start >= bytes.length) return end(res, 416);
    if (start > 0) {
      res.statusCode = 206;
      res.setHeader("content-range", `bytes ${start}-${bytes.length - 1}/${bytes.length}`);
    }
    res.setHeader("content-length", bytes.length - start);
    for (let at = start; at < bytes.length && !res.destroyed; at += pieceBytes) {
      res.write(bytes.subarray(at, at + pieceBytes));
      if (bytesPerSecond > 0) await delay((pieceBytes / bytesPerSecond) * 1_000);
    }
    res.end();
  }

  const server = createServer((req, res) => {
    answer(req, res).catch(() => res.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    misbehave(how) {
      misbehaviour = how;
    },
    throttle(rate) {
      bytesPerSecond = rate;
    },
    replace(next) {
      served = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function describeFile({ name, bytes, isSmall }: ServedFile) {
  const oid = sum("sha1", Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]));
  const lfs = { oid: sum("sha256", bytes), size: bytes.length, pointerSize: 134 };
  return { type: "file", oid, size: bytes.length, path: name, ...(isSmall ? {} : { lfs }) };
}

function sum(kind: "sha1" | "sha256", bytes: Buffer): string {
  return createHash(kind).update(bytes).digest("hex");
}

function end(res: ServerResponse, status: number): void {
  res.statusCode = status;
  res.end();
}
