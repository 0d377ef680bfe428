import { createHash, type Hash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGunzip, createGzip } from "node:zlib";
import { TraxError } from "@/server/platform/errors";

export interface Sum {
  bytes: number;
  sha256: string;
}

/** Sound and pictures hardly shrink, text does at any level. */
const level = constants.Z_BEST_SPEED;

/** Writes a stream compressed, and to the disk before it returns.
 * @param open is called when everything stands ready: a stream that fails before somebody listens fails unheard
 * @returns sums of what came in and of the file */
export async function packFile(
  open: () => Readable | Promise<Readable>,
  target: string,
): Promise<{ content: Sum; packed: Sum }> {
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
  const source = await open();
  const content = createMeter();
  const packed = createMeter();
  await pipeline(
    source,
    content.stream,
    createGzip({ level }),
    packed.stream,
    createWriteStream(target, { flags: "wx", mode: 0o600, flush: true }),
  );
  return { content: content.read(), packed: packed.read() };
}

/** Gives what `packFile` wrote; the stream fails at the first byte beyond `contentBytes`. */
export function openPacked(file: string, contentBytes?: number): Readable {
  const limit = createMeter(contentBytes);
  const unpacked = createGunzip();
  const source = createReadStream(file);
  pipeline(source, unpacked, limit.stream).catch((error: unknown) => limit.stream.destroy(error as Error));
  return limit.stream;
}

/** Whether a file has the length and sum it should.
 * @throws BACKUP_DAMAGED with its name */
export async function checkFile(folder: string, name: string, expected: Sum): Promise<void> {
  const file = path.join(folder, name);
  const info = await stat(file).catch(() => null);
  if (!info?.isFile()) throw new TraxError("BACKUP_DAMAGED", { file: name, reason: "it is not there." });
  if (info.size !== expected.bytes) {
    throw new TraxError("BACKUP_DAMAGED", {
      file: name,
      reason: `it has ${info.size} bytes instead of ${expected.bytes}.`,
    });
  }
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  if (hash.digest("hex") !== expected.sha256) {
    throw new TraxError("BACKUP_DAMAGED", { file: name, reason: "its checksum is another." });
  }
}

/** Sum of a stream, whose bytes go nowhere. */
export async function sumOf(source: Readable): Promise<Sum> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of source) {
    bytes += (chunk as Buffer).length;
    hash.update(chunk as Buffer);
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** Lets bytes through and remembers how many and their sum. */
function createMeter(limit = Number.POSITIVE_INFINITY): { stream: Transform; read: () => Sum } {
  const hash: Hash = createHash("sha256");
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > limit) return done(new Error("longer than it should be"));
      hash.update(chunk);
      done(null, chunk);
    },
  });
  return { stream, read: () => ({ bytes, sha256: hash.digest("hex") }) };
}
