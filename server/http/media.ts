import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { getPlayableMedia, type MediaRecord } from "@/server/media/data";
import { TraxError } from "@/server/platform/errors";
import { getStorage } from "@/server/platform/storage";
import type { Handler } from "./handler";
import { parseRange } from "./parse-range";

const pattern =
  /^\/media\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:\/(master|peaks|waveform|proxy))?$/;

/** Plays recordings: the original, a copy that browsers can play, the 16 kHz master, the waveform; with byte ranges, so that a player can jump. */
export function createMediaHandler(ownerOf: (req: IncomingMessage) => number): Handler {
  return {
    matches: (url) => url.pathname.startsWith("/media/"),
    async handle(req, res, url) {
      const match = pattern.exec(url.pathname);
      if (!match?.[1] || (req.method !== "GET" && req.method !== "HEAD")) {
        throw new TraxError("NOT_FOUND", { what: "recording" });
      }
      const media = await getPlayableMedia(ownerOf(req), match[1]);
      await send(req, res, chooseFile(media, match[2]));
    },
  };
}

interface MediaFile {
  key: string;
  type: string;
}

function chooseFile(media: MediaRecord, part: string | undefined): MediaFile {
  const format = media.formatInfo;
  if (!format) throw new TraxError("NOT_FOUND", { what: "recording" });
  if (part === "master") return { key: format.derived.masterKey, type: "audio/wav" };
  if (part === "proxy") {
    if (!format.proxy) throw new TraxError("NOT_FOUND", { what: "recording" });
    return { key: format.proxy.key, type: `${format.proxy.kind}/mp4` };
  }
  if (part === "waveform") {
    if (!format.derived.waveformKey) throw new TraxError("NOT_FOUND", { what: "recording" });
    return { key: format.derived.waveformKey, type: "application/octet-stream" };
  }
  if (part === "peaks") return { key: format.derived.peaksKey, type: "application/json" };
  return { key: media.filePath, type: mediaType(format.container, format.video !== null) };
}

/** From what ffprobe found, never from the file's name. */
function mediaType(container: string, video: boolean): string {
  const names = container.split(",");
  const has = (name: string) => names.includes(name);
  if (has("mp4") || has("mov")) return video ? "video/mp4" : "audio/mp4";
  if (has("webm") || has("matroska")) return video ? "video/webm" : "audio/webm";
  if (has("ogg")) return video ? "video/ogg" : "audio/ogg";
  if (has("mp3")) return "audio/mpeg";
  if (has("flac")) return "audio/flac";
  if (has("wav")) return "audio/wav";
  if (has("aac")) return "audio/aac";
  return "application/octet-stream";
}

async function send(req: IncomingMessage, res: ServerResponse, file: MediaFile): Promise<void> {
  const size = await getStorage().findSize(file.key);
  if (size === null) throw new TraxError("STORAGE_MISSING");
  const range = parseRange(req.headers.range, size);
  const headers: Record<string, string> = {
    "Content-Type": file.type,
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, max-age=3600",
    // A recording is data: even a file that a browser takes for a page runs nothing.
    "Content-Security-Policy": "default-src 'none'; media-src 'self'; sandbox",
    "X-Content-Type-Options": "nosniff",
  };
  if (range === "unsatisfiable") {
    res.writeHead(416, { ...headers, "Content-Range": `bytes */${size}` });
    res.end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  if (range) headers["Content-Range"] = `bytes ${start}-${end}/${size}`;
  headers["Content-Length"] = String(Math.max(0, end - start + 1));
  const status = range ? 206 : 200;
  if (req.method === "HEAD" || size === 0) {
    res.writeHead(status, headers);
    res.end();
    return;
  }
  // A listener who leaves before the first byte came ends the request to the object store too.
  const left = new AbortController();
  res.once("close", () => left.abort());
  const stream = await getStorage()
    .openRead(file.key, { start, end }, left.signal)
    .catch((error: unknown) => {
      if (left.signal.aborted) return null;
      throw error;
    });
  if (!stream) return;
  res.writeHead(status, headers);
  // A listener that jumps drops the connection in the middle: that is how players work, not an error.
  await pipeline(stream, res).catch(() => {});
}
