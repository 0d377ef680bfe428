import { createWriteStream } from "node:fs";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { isTraxError, TraxError } from "@/server/platform/errors";
import { createFileSums, type FileSums, provesFile, sumFile } from "./file-sums";
import type { WantedFile } from "./list-model-files";
import {
  discard,
  type ModelAnswer,
  type ModelRequest,
  requestModelServer,
  toModelError,
  wrongAnswer,
} from "./request-model-server";

/** A line that breaks again and again, but brings something each time. */
const BREAKS = 20;
/** And one that brings nothing is tried so often in a row. */
const FRUITLESS_BREAKS = 3;
const PAUSE_MS = 500;

/** What the bytes in a .part belong to, and what the server called that version of the file. */
const partState = z.object({ checksum: z.string().max(64), etag: z.string().max(500).nullable() });

export interface FileFetch {
  address: string;
  file: WantedFile;
  /** Where it lies once it is whole. */
  target: string;
  /** Its name, for the sentence that a person reads. */
  model: string;
  signal: AbortSignal;
  /** How much of this file is there. */
  onBytes(bytes: number): void;
}

/** Fetches a file to its place: what is there of it is gone on with, and nothing takes the place that is not proved.
 * @returns its SHA-256
 * @throws MODEL_*, the signal's reason, and what the disk says */
export async function fetchModelFile(fetch: FileFetch): Promise<string> {
  let restarts = 1;
  let fruitless = 0;
  for (let breaks = 0; ; breaks += 1) {
    const before = await sizeOf(partOf(fetch));
    try {
      return await fetchOn(fetch);
    } catch (error) {
      fetch.signal.throwIfAborted();
      if (!isTraxError(error)) throw error;
      // Two halves of two versions prove nothing of either: once more, from the beginning.
      if (error.code === "MODEL_ANSWER_WRONG" && before > 0 && restarts-- > 0) continue;
      fruitless = (await sizeOf(partOf(fetch))) > before ? 0 : fruitless + 1;
      const mayGoOn = breaks < BREAKS && fruitless < FRUITLESS_BREAKS;
      if (error.code !== "MODEL_CUT_OFF" || !mayGoOn) throw error;
      await delay(PAUSE_MS, undefined, { signal: fetch.signal }).catch(() => fetch.signal.throwIfAborted());
    }
  }
}

/** How much of a file is there, whole or not. */
export async function measureFetched(target: string): Promise<number> {
  return (await sizeOf(target)) || (await sizeOf(`${target}.part`));
}

async function fetchOn(fetch: FileFetch): Promise<string> {
  const { address, file, signal, onBytes, model } = fetch;
  const { sums, start, etag } = await findStart(fetch);
  onBytes(start);
  if (start < file.sizeBytes) {
    const headers = {
      ...(start > 0 ? { range: `bytes=${start}-` } : {}),
      ...(start > 0 && etag ? { "if-range": etag } : {}),
    };
    const asked = { model, file: file.name, headers, signal };
    const answer = await requestModelServer(address, asked);
    try {
      // The server has nothing behind what is here, or sent a part that nobody asked for: from the beginning, then.
      if (answer.status === 416)
        throw await throwAway(fetch, answer.host, asked, "it is shorter than it should be");
      const goesOn = answer.status === 206;
      await requireFitting(fetch, asked, answer, goesOn ? start : 0);
      const offset = goesOn ? start : 0;
      const whole = goesOn ? sums : createFileSums(file.sizeBytes);
      await writeState(fetch, answer);
      await write(fetch, asked, answer, { offset, sums: whole });
      return await settle(fetch, whole, asked, answer.host);
    } finally {
      discard(answer.body);
    }
  }
  return settle(fetch, sums, { model, file: file.name, signal }, new URL(address).host);
}

/** What is there of this very version of the file. */
async function findStart(fetch: FileFetch): Promise<{ start: number; etag: string | null; sums: FileSums }> {
  const { file, signal } = fetch;
  const sums = createFileSums(file.sizeBytes);
  const part = partOf(fetch);
  const state = partState.safeParse(await readJson(`${part}.json`)).data;
  const size = await sizeOf(part);
  if (state?.checksum !== file.checksum.hex || size > file.sizeBytes) {
    await removePart(fetch);
    return { start: 0, etag: null, sums };
  }
  if (size > 0) await sumFile(part, sums, signal);
  return { start: size, etag: state.etag, sums };
}

async function requireFitting(
  fetch: FileFetch,
  asked: ModelRequest,
  { status, headers, host }: ModelAnswer,
  offset: number,
): Promise<void> {
  const { sizeBytes } = fetch.file;
  const refuse = (reason: string) => throwAway(fetch, host, asked, reason);
  if (status !== 200 && status !== 206) throw await refuse(`status ${status}`);
  if (/^text\/html\b/i.test(headers["content-type"] ?? "")) throw await refuse("it is a web page");
  if ((headers["content-encoding"] ?? "identity") !== "identity") throw await refuse("it is packed");
  const length = headers["content-length"];
  if (length !== undefined && Number(length) !== sizeBytes - offset) {
    throw await refuse(`it has ${Number(length) + offset} bytes instead of ${sizeBytes}`);
  }
  if (status === 206) {
    const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers["content-range"] ?? "");
    if (Number(range?.[1] ?? Number.NaN) !== offset) throw await refuse("it is another part of it");
  }
}

async function write(
  fetch: FileFetch,
  asked: ModelRequest,
  { body, host }: ModelAnswer,
  { offset, sums }: { offset: number; sums: FileSums },
): Promise<void> {
  const { file, signal, onBytes } = fetch;
  let bytes = offset;
  let isTooLong = false;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      bytes += chunk.length;
      if (bytes > file.sizeBytes) {
        isTooLong = true;
        return done(new Error("too long"));
      }
      sums.update(chunk);
      onBytes(bytes);
      done(null, chunk);
    },
  });
  const out = createWriteStream(partOf(fetch), { flags: offset > 0 ? "a" : "w", mode: 0o600, flush: true });
  try {
    await pipeline(body, counter, out, { signal });
  } catch (error) {
    if (isTooLong) throw await throwAway(fetch, host, asked, "it does not end where it should");
    const failure = toModelError(error, host, asked);
    if (!isTraxError(failure)) throw failure;
    throw cutOff(fetch, host, String(failure.details.reason));
  }
  if (bytes < file.sizeBytes) throw cutOff(fetch, host, "not all of it came");
}

async function settle(fetch: FileFetch, sums: FileSums, asked: ModelRequest, host: string): Promise<string> {
  const digest = sums.digest();
  if (!provesFile(digest, fetch.file)) throw await throwAway(fetch, host, asked, "its checksum is another");
  await rename(partOf(fetch), fetch.target);
  await rm(`${partOf(fetch)}.json`, { force: true });
  return digest.sha256;
}

async function throwAway(
  fetch: FileFetch,
  host: string,
  asked: ModelRequest,
  reason: string,
): Promise<TraxError> {
  await removePart(fetch);
  return wrongAnswer(host, asked, reason);
}

function cutOff({ model }: FileFetch, host: string, reason: string): TraxError {
  return new TraxError("MODEL_CUT_OFF", { model, host, reason });
}

async function writeState(fetch: FileFetch, { headers }: ModelAnswer): Promise<void> {
  const given = headers.etag;
  // A weak one says nothing of bytes.
  const etag = given && /^"[^"]{1,400}"$/.test(given) ? given : null;
  const state: z.input<typeof partState> = { checksum: fetch.file.checksum.hex, etag };
  await writeFile(`${partOf(fetch)}.json`, JSON.stringify(state), { mode: 0o600 });
}

async function removePart(fetch: FileFetch): Promise<void> {
  await rm(partOf(fetch), { force: true });
  await rm(`${partOf(fetch)}.json`, { force: true });
}

const partOf = ({ target }: FileFetch) => `${target}.part`;

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => null))?.size ?? 0;
}

async function readJson(file: string): Promise<unknown> {
  return readFile(file, "utf8")
    .then((text) => JSON.parse(text) as unknown)
    .catch(() => null);
}
