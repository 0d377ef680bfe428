import { createWriteStream } from "node:fs";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { getSettings } from "../env";
import { isTraxError, TraxError } from "../errors";
import { requireFreeSpace, serializeBytes } from "../storage/require-free-space";
import type { DownloadOptions } from "./download-by-yt-dlp";
import { hostnameOf } from "./guard";
import { fetchGuarded, type GuardedResponse, requireOk } from "./guarded-fetch";
import { cleanText } from "./yt-dlp-output";

/** A link to the recording itself: fetched as it is, gone on with where it was cut off. */

const PART = "media.part";
const STATE = "media.json";
const WHOLE = "media";
/** A line that breaks again and again, but brings something each time. */
const BREAKS = 20;
const PAUSE_MS = 1_000;
const SPEED_EVERY_MS = 500;
const FREE_SPACE_EVERY_BYTES = 64 * 1024 ** 2;

/** What the server called the file when its first bytes came: others must not be put behind them. */
const partState = z.object({ validator: z.string().max(500), link: z.string().max(4_096) });

export interface FetchedMedia {
  /** Absolute. */
  path: string;
  /** As the server calls it, else as the link ends. */
  fileName: string;
}

/** Null when the link leads to something else than sound or video: a page, for example.
 * @throws LINK_*, STORAGE_FULL, and the signal's reason */
export async function downloadMedia(link: string, options: DownloadOptions): Promise<FetchedMedia | null> {
  for (let breaks = 0; ; breaks += 1) {
    const before = await sizeOf(path.join(options.folder, PART));
    try {
      return await fetchOn(link, options);
    } catch (error) {
      const hasMore = (await sizeOf(path.join(options.folder, PART))) > before;
      const mayGoOn = isTraxError(error) && error.code === "LINK_CUT_OFF" && hasMore && breaks < BREAKS;
      if (!mayGoOn) throw error;
      await delay(PAUSE_MS, undefined, { signal: options.signal }).catch(() =>
        options.signal.throwIfAborted(),
      );
    }
  }
}

async function fetchOn(link: string, options: DownloadOptions): Promise<FetchedMedia | null> {
  const { folder, signal, lookup } = options;
  const { TRAX_MAX_UPLOAD_BYTES: mostBytes } = getSettings();
  const part = path.join(folder, PART);
  const state = await readState(folder, link);
  const start = state ? await sizeOf(part) : 0;
  const response = await fetchGuarded(link, {
    ...{ signal, lookup },
    maxBytes: mostBytes - start + 1,
    headers: start > 0 && state ? { range: `bytes=${start}-`, "if-range": state.validator } : {},
  });
  try {
    if (response.status === 416) return await startOver(link, options, start);
    requireOk(response);
    if (!isMedia(response)) return null;
    if (isBroadcast(response)) throw new TraxError("LINK_LIVE");
    const goesOn = response.status === 206 && startOf(response) === start;
    // A part that nobody asked for.
    if (response.status === 206 && !goesOn) return await startOver(link, options, start);
    const offset = goesOn ? start : 0;
    const length = lengthOf(response);
    const total = length === null ? null : offset + length;
    if (total !== null && total > mostBytes) throw tooLarge(mostBytes);
    await requireFreeSpace(length ?? FREE_SPACE_EVERY_BYTES);
    if (!goesOn) await writeState(folder, link, response);
    const written = await write(response, { part, offset, total, mostBytes, options });
    if (total !== null && written < total)
      throw new TraxError("LINK_CUT_OFF", {
        host: hostnameOf(new URL(response.url)),
        reason: "not all of it came",
      });
    if (written === 0) throw new TraxError("LINK_NO_MEDIA", { reason: "the file there is empty" });
    const whole = path.join(folder, WHOLE);
    await rename(part, whole);
    await rm(path.join(folder, STATE), { force: true });
    return { path: whole, fileName: nameOf(response) };
  } finally {
    response.body.on("error", () => {}).destroy();
  }
}

async function startOver(
  link: string,
  options: DownloadOptions,
  start: number,
): Promise<FetchedMedia | null> {
  await rm(path.join(options.folder, PART), { force: true });
  await rm(path.join(options.folder, STATE), { force: true });
  if (start === 0) throw new TraxError("LINK_NO_MEDIA", { reason: "the server hands out no file" });
  return fetchOn(link, options);
}

async function write(
  { body }: GuardedResponse,
  given: { part: string; offset: number; total: number | null; mostBytes: number; options: DownloadOptions },
): Promise<number> {
  const { part, offset, total, mostBytes, options } = given;
  let bytes = offset;
  let nextLook = offset + FREE_SPACE_EVERY_BYTES;
  const speed = createSpeedometer();
  const counter = new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      bytes += chunk.length;
      if (bytes > mostBytes) return done(tooLarge(mostBytes));
      const bytesPerSecond = speed(bytes);
      if (bytesPerSecond !== undefined)
        options.onProgress({ downloadedBytes: bytes, totalBytes: total, bytesPerSecond });
      if (bytes < nextLook) return done(null, chunk);
      nextLook += FREE_SPACE_EVERY_BYTES;
      requireFreeSpace(FREE_SPACE_EVERY_BYTES).then(() => done(null, chunk), done);
    },
  });
  await pipeline(
    body,
    counter,
    createWriteStream(part, { flags: offset > 0 ? "a" : "w", mode: 0o600, flush: true }),
  );
  options.onProgress({ downloadedBytes: bytes, totalBytes: total, bytesPerSecond: null });
  return bytes;
}

/** Bytes a second since it was last told, now and then. */
function createSpeedometer(): (bytes: number) => number | null | undefined {
  let atMs = performance.now();
  let last: number | null = null;
  return (bytes) => {
    const now = performance.now();
    if (last !== null && now - atMs < SPEED_EVERY_MS) return undefined;
    const speed = last === null ? null : ((bytes - last) / (now - atMs)) * 1000;
    atMs = now;
    last = bytes;
    return speed;
  };
}

const playlists = /mpegurl|scpls|xspf|ms-asf-redirect|x-ms-w[av]x|pls\b/;
const mediaNames =
  /\.(?:mp3|m4a|m4b|mp4|m4v|mov|aac|ac3|flac|ogg|oga|ogv|opus|wav|aiff?|wma|wmv|webm|mkv|mka|avi|mpe?g|ts|amr|au|caf|3gp)$/i;

/** Whether the answer is a recording: by its type, and where servers give none, by its name. */
export function isMedia({ headers, url }: Pick<GuardedResponse, "headers" | "url">): boolean {
  const type = (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  if (playlists.test(type)) return false;
  if (/^(?:audio|video)\//.test(type) || type === "application/ogg" || type === "application/mp4")
    return true;
  const isVague = [
    "",
    "application/octet-stream",
    "binary/octet-stream",
    "application/binary",
    "application/x-download",
  ];
  return isVague.includes(type) && mediaNames.test(nameOf({ headers, url }));
}

/** Radio never ends. */
function isBroadcast({ headers }: GuardedResponse): boolean {
  return (
    headers["content-length"] === undefined && Object.keys(headers).some((name) => name.startsWith("icy-"))
  );
}

function startOf({ headers }: GuardedResponse): number | null {
  const start = /^bytes (\d+)-/.exec(headers["content-range"] ?? "")?.[1];
  return start === undefined ? null : Number(start);
}

function lengthOf({ headers }: GuardedResponse): number | null {
  const length = Number(headers["content-length"] ?? Number.NaN);
  // Of what is packed it is another number.
  const isPlain = (headers["content-encoding"] ?? "identity") === "identity";
  return isPlain && Number.isSafeInteger(length) && length >= 0 ? length : null;
}

function nameOf({ headers, url }: Pick<GuardedResponse, "headers" | "url">): string {
  const given = /filename="?([^";]{1,300})"?/i.exec(headers["content-disposition"] ?? "")?.[1];
  const last = new URL(url).pathname.split("/").at(-1) ?? "";
  let ending = last;
  try {
    ending = decodeURIComponent(last);
  } catch {
    // Not as URLs are written: it is shown as it is.
  }
  const name = cleanText((given ?? ending).split(/[\\/]/).at(-1) ?? "", 200);
  return name || hostnameOf(new URL(url));
}

async function readState(folder: string, link: string): Promise<z.infer<typeof partState> | null> {
  const text = await readFile(path.join(folder, STATE), "utf8").catch(() => "");
  try {
    const parsed = partState.safeParse(JSON.parse(text));
    return parsed.success && parsed.data.link === link ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Without a name for these very bytes nothing can be put behind them. */
async function writeState(folder: string, link: string, { headers }: GuardedResponse): Promise<void> {
  const etag = headers.etag?.startsWith("W/") ? undefined : headers.etag;
  const validator = etag ?? headers["last-modified"];
  const file = path.join(folder, STATE);
  if (validator === undefined || validator.length > 500) await rm(file, { force: true });
  else await writeFile(file, JSON.stringify({ validator, link }));
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => null))?.size ?? 0;
}

function tooLarge(mostBytes: number): TraxError {
  return new TraxError("LINK_TOO_LARGE", { limit: serializeBytes(mostBytes) });
}
