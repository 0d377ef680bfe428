import { execFile } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { getMediaToolPaths } from "@/server/platform/media-tools";
import { requireSystemTool } from "./require-system-tool";
import {
  captionsVtt,
  channelData,
  emptyPage,
  listPage,
  playerResponse,
  playerScript,
  playlistData,
  watchPage,
} from "./youtube-pages";
import { findVideo } from "./youtube-videos";

/** Stands for YouTube, and for sites that a test adds, on loopback: the real yt-dlp runs against it, unchanged. It proves
 * what is built around yt-dlp, not that the YouTube of today works. */
export interface YoutubeStandIn {
  /** For the environment of what is tested. */
  settings: Record<"TRAX_TEST_LINK_HOSTS" | "TRAX_TEST_LINK_CA" | "TRAX_TEST_MODE", string>;
  /** Method, host, path and range of every request. */
  requests: string[];
  /** Bytes of the sound that yt-dlp takes. */
  soundBytes: number;
  close(): Promise<void>;
}

const run = promisify(execFile);
const youtubeNames = [
  "youtube.com",
  "youtu.be",
  "googlevideo.com",
  "ytimg.com",
  "youtube-nocookie.com",
  "googleapis.com",
];

/** @param sites more hosts, by name, with who answers for them
 * @param sound a recording to hand out as every video's sound, instead of a tone */
export async function startYoutubeStandIn(
  options: { sites?: Record<string, RequestListener>; sound?: string } = {},
): Promise<YoutubeStandIn> {
  const { sites = {} } = options;
  const folder = await mkdtemp(path.join(tmpdir(), "trax-youtube-"));
  const names = [...youtubeNames, ...Object.keys(sites)];
  await makeCertificates(folder, names);
  const media = await makeMedia(folder, options.sound);
  const sizes = new Map<string, number>();
  for (const file of Object.values(media)) sizes.set(file, (await stat(file)).size);
  const requests: string[] = [];
  const broken = new Set<string>();

  const key = await readFile(path.join(folder, "server.key"));
  const cert = await readFile(path.join(folder, "server.crt"));
  const server = createServer({ key, cert }, (request, response) => {
    const host = (request.headers.host ?? "").split(":")[0] ?? "";
    const url = new URL(request.url ?? "/", `https://${host}`);
    requests.push(
      `${request.method} ${host}${url.pathname}${url.search} ${request.headers.range ?? ""}`.trim(),
    );
    const site = sites[host];
    if (site) return void site(request, response);
    if (url.pathname === "/videoplayback") return void handOut(request, response, url);
    answerYoutube(request, response, url);
  });
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  async function handOut(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const id = url.searchParams.get("id") ?? "";
    const video = findVideo(id);
    const file = media[url.searchParams.get("itag") ?? "140"] ?? media[140];
    if (!video || !file || video.mediaStatus) return void response.writeHead(video?.mediaStatus ?? 404).end();
    const total = sizes.get(file) ?? 0;
    const asked =
      /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? "") ??
      /^(\d+)-(\d+)$/.exec(url.searchParams.get("range") ?? "");
    const start = Number(asked?.[1] ?? 0);
    const end = Math.min(total - 1, asked?.[2] ? Number(asked[2]) : total - 1);
    const headers = { "content-type": "audio/mp4", "accept-ranges": "bytes" };
    if (start > end) return void response.writeHead(416, { "content-range": `bytes */${total}` }).end();
    response.writeHead(request.headers.range ? 206 : 200, {
      ...headers,
      "content-length": end - start + 1,
      ...(request.headers.range && { "content-range": `bytes ${start}-${end}/${total}` }),
    });
    if (video.breaksOnce && !broken.has(id)) {
      broken.add(id);
      const half = createReadStream(file, { start, end: start + Math.floor((end - start) / 2) });
      return void half
        .on("end", () => setTimeout(() => response.destroy(), 50))
        .pipe(response, { end: false });
    }
    if (!video.rate) return void pipeline(createReadStream(file, { start, end }), response, () => {});
    const bytes = (await readFile(file)).subarray(start, end + 1);
    for (let at = 0; at < bytes.length && !response.destroyed; at += video.rate / 10) {
      response.write(bytes.subarray(at, at + video.rate / 10));
      await delay(100);
    }
    response.end();
  }

  function answerYoutube(request: IncomingMessage, response: ServerResponse, url: URL): void {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const say = (type: string, text: string, status = 200) =>
        void response.writeHead(status, { "content-type": type }).end(text);
      const json = (value: object, status = 200) => say("application/json", JSON.stringify(value), status);
      const html = (text: string, status = 200) => say("text/html; charset=utf-8", text, status);
      const { pathname, searchParams } = url;
      const id = searchParams.get("v") ?? /"videoId": ?"([\w-]{11})"/.exec(body)?.[1] ?? "";
      const player = () => playerResponse(id, (itag) => sizes.get(media[itag] ?? "") ?? 0);
      const status = findVideo(id)?.pageStatus;
      if (url.hostname === "youtu.be") {
        const location = `https://www.youtube.com/watch?v=${pathname.slice(1)}`;
        return void response.writeHead(303, { location }).end();
      }
      if (pathname.endsWith(".m3u8")) return say("application/vnd.apple.mpegurl", liveManifest);
      if (pathname === "/watch")
        return status ? html("Too Many Requests", status) : html(watchPage(id, player()));
      if (pathname.startsWith("/youtubei/v1/player")) {
        return status
          ? json({ error: { code: status, message: "Too Many Requests" } }, status)
          : json(player());
      }
      if (pathname.startsWith("/youtubei/v1/browse"))
        return json(body.includes("VLPL") ? playlistData() : channelData());
      if (pathname.startsWith("/youtubei/")) return json({ responseContext: {}, contents: {} });
      if (pathname.startsWith("/api/timedtext")) return say("text/vtt", captionsVtt);
      if (pathname.startsWith("/s/player")) return say("text/javascript", playerScript);
      if (pathname === "/playlist") return html(listPage(playlistData()));
      if (/^\/(?:@|channel\/|c\/|user\/)/.test(pathname)) return html(listPage(channelData()));
      html(emptyPage);
    });
  }

  return {
    settings: {
      TRAX_TEST_LINK_HOSTS: `${names.join(",")}=127.0.0.1:${port}`,
      TRAX_TEST_LINK_CA: path.join(folder, "ca.crt"),
      TRAX_TEST_MODE: "1",
    },
    requests,
    soundBytes: sizes.get(media[140] ?? "") ?? 0,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const liveManifest = `#EXTM3U
#EXT-X-STREAM-INF:BANDWIDTH=300000,CODECS="avc1.42001E,mp4a.40.2",RESOLUTION=320x180
https://manifest.googlevideo.com/live.m3u8
`;

/** An authority and a certificate of it for the names and all below them. */
async function makeCertificates(folder: string, names: string[]): Promise<void> {
  const openssl = requireSystemTool("openssl");
  const file = (name: string) => path.join(folder, name);
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await run(openssl, [
    ...["req", "-x509", ...key, "-keyout", file("ca.key"), "-out", file("ca.crt"), "-days", "3"],
    ...["-subj", "/CN=Trax test authority", "-addext", "basicConstraints=critical,CA:TRUE"],
    ...["-addext", "keyUsage=critical,keyCertSign,cRLSign"],
  ]);
  const all = names.flatMap((name) => [`DNS:${name}`, `DNS:*.${name}`]).join(",");
  await writeFile(
    file("server.ext"),
    `subjectAltName=${all}\nbasicConstraints=CA:FALSE\nkeyUsage=digitalSignature\nextendedKeyUsage=serverAuth\nauthorityKeyIdentifier=keyid\n`,
  );
  await run(openssl, [
    ...["req", ...key, "-keyout", file("server.key"), "-out", file("server.csr"), "-subj", "/CN=stand-in"],
  ]);
  await run(openssl, [
    ...["x509", "-req", "-in", file("server.csr"), "-CA", file("ca.crt"), "-CAkey", file("ca.key")],
    ...["-CAcreateserial", "-out", file("server.crt"), "-days", "3", "-extfile", file("server.ext")],
  ]);
}

/** The sound by YouTube's numbers of formats. */
async function makeMedia(folder: string, sound?: string): Promise<Record<number | string, string>> {
  const { ffmpeg } = await getMediaToolPaths();
  const input = sound ? ["-i", sound] : ["-f", "lavfi", "-i", "sine=frequency=440:duration=20"];
  const media = { 140: path.join(folder, "sound.m4a"), 251: path.join(folder, "sound.webm") };
  await run(ffmpeg, [
    "-nostdin",
    "-v",
    "error",
    ...input,
    "-vn",
    "-c:a",
    "aac",
    "-b:a",
    "128k",
    "-y",
    media[140],
  ]);
  await run(ffmpeg, ["-nostdin", "-v", "error", ...input, "-vn", "-c:a", "libopus", "-y", media[251]]);
  return media;
}
