import { writeFile } from "node:fs/promises";
import { confineCommand, takeBack } from "@/server/platform/confine-command";
import { TraxError } from "@/server/platform/errors";
import { getMediaToolPaths } from "@/server/platform/media-tools";
import type { RunAccount } from "../resources/run-account";
import { pictureDecoders, soundDecoders } from "./allowed-formats";
import { inputGuards, soundClockFilter } from "./ffmpeg-arguments";
import type { ProbedMedia } from "./ffprobe";
import { runTool } from "./run-tool";
import { sniffContainer } from "./sniff-container";

const LARGEST_HEIGHT = 720;
/** More than a picture of that height takes at this quality. */
const BYTES_A_SECOND = 1_000_000;
const LEAST_BYTES = 64 * 1024 ** 2;
/** Behind speech recognition, in front of nothing. */
const NICENESS = 10;
const OUTPUT_BYTES = 16 * 1024 ** 2;

export type ProxyKind = "video" | "audio";

/** Makes a file that every current browser plays: H.264 and AAC in mp4, or AAC alone. Its clock is the original's.
 * @param onSeconds how far it is, in seconds of the recording
 * @throws TraxError MEDIA_DAMAGED, MEDIA_TIMEOUT, MEMORY_LIMIT; the signal's reason */
export async function makeProxy(
  source: string,
  target: string,
  options: {
    media: Pick<ProbedMedia, "container" | "audio" | "video">;
    kind: ProxyKind;
    durationSeconds: number;
    threads: number;
    /** Empty, the program's own. */
    jobFolder: string;
    signal: AbortSignal;
    account: RunAccount;
    onSeconds: (seconds: number) => void;
  },
): Promise<void> {
  const { durationSeconds, signal, account } = options;
  const { ffmpeg } = await getMediaToolPaths();
  // A second of a hard picture may take several to encode.
  const seconds = 600 + durationSeconds * 10;
  const demuxer = await sniffContainer(source);
  await writeFile(target, "", { mode: 0o600 });
  const command = await confineCommand(
    ffmpeg,
    (urls) => proxyArguments(urls, { ...options, demuxer }),
    { input: source, output: target, folder: options.jobFolder },
    {
      memoryLimitMb: account.memoryLimitMb,
      cpuSeconds: seconds * options.threads,
      fileBytes: Math.round(LEAST_BYTES + durationSeconds * BYTES_A_SECOND),
    },
  );
  const { code, stderr, isLate } = await runTool(command, {
    name: "ffmpeg",
    timeoutMs: seconds * 1000,
    maxBytes: OUTPUT_BYTES,
    niceness: NICENESS,
    signal,
    account,
    onStdout: (text) => {
      const at = /out_time_us=(\d+)/g;
      for (const match of text.matchAll(at)) options.onSeconds(Number(match[1]) / 1_000_000);
    },
  });
  await takeBack(target);
  if (isLate) throw new TraxError("MEDIA_TIMEOUT", { seconds: Math.round(seconds) });
  if (code !== 0) {
    const reason =
      stderr
        .trim()
        .split("\n")
        .at(-1)
        ?.replace(/file:\S+/g, "the file") ?? "no reason given";
    throw new TraxError("MEDIA_DAMAGED", { reason: reason.slice(0, 160) });
  }
}

/** Pure. */
export function proxyArguments(
  { inputUrl, outputUrl }: { inputUrl: string; outputUrl: string },
  options: {
    demuxer: string;
    media: Pick<ProbedMedia, "container" | "audio" | "video">;
    kind: ProxyKind;
    durationSeconds: number;
    threads: number;
  },
): string[] {
  const { media, kind, threads, demuxer } = options;
  const decoders = kind === "video" ? [...soundDecoders, ...pictureDecoders] : soundDecoders;
  const picture = [
    "-map",
    "0:V:0",
    "-pix_fmt",
    "yuv420p",
    "-c:v",
    "libx264",
    "-preset",
    "veryfast",
    "-crf",
    "28",
  ];
  return [
    ...["-nostdin", "-v", "error", "-nostats", "-progress", "pipe:1"],
    ...inputGuards(demuxer, decoders),
    ...["-i", inputUrl, "-map", `0:${media.audio.index}`],
    ...(kind === "video" ? [...picture, "-vf", `scale=-2:'min(${LARGEST_HEIGHT},trunc(ih/2)*2)'`] : ["-vn"]),
    ...["-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"],
    ...["-af", soundClockFilter(media.container), "-ac", "2", "-c:a", "aac", "-b:a", "96k"],
    ...["-threads", String(threads), "-movflags", "+faststart", "-f", "mp4", "-y", outputUrl],
  ];
}

let encoders: Promise<string> | null = null;

/** Whether this ffmpeg can make a picture for browsers. */
export async function canEncodeVideo(signal: AbortSignal, account: RunAccount): Promise<boolean> {
  encoders ??= getMediaToolPaths()
    .then(({ ffmpeg }) =>
      runTool([ffmpeg, "-hide_banner", "-encoders"], {
        name: "ffmpeg",
        timeoutMs: 20_000,
        maxBytes: OUTPUT_BYTES,
        signal,
        account,
      }),
    )
    .then(({ stdout }) => stdout);
  try {
    return /\blibx264\b/.test(await encoders);
  } catch (error) {
    encoders = null;
    throw error;
  }
}
