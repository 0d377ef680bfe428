import { TraxError } from "@/server/platform/errors";
import type { RunAccount } from "../resources/run-account";
import { pictureDecoders, soundDecoders } from "./allowed-formats";
import { inputGuards, soundClockFilter } from "./ffmpeg-arguments";
import type { ProbedMedia } from "./ffprobe";
import { listAbilities, readReason, runFfmpeg } from "./run-ffmpeg";
import { sniffContainer } from "./sniff-container";

const LARGEST_HEIGHT = 720;
/** More than a picture of that height takes at this quality. */
const BYTES_A_SECOND = 1_000_000;
const LEAST_BYTES = 64 * 1024 ** 2;

export type ProxyKind = "video" | "audio";

/** Makes a file that every current browser plays: H.264 and AAC in mp4, or AAC alone. Its clock is the original's.
 * @param onSeconds how far it is, in seconds of the recording
 * @throws TraxError MEDIA_DAMAGED, MEDIA_TIMEOUT, MEMORY_LIMIT; the signal's reason */
export async function makeProxy(
  source: string,
  target: string,
  options: {
    media: Pick<ProbedMedia, "container" | "audio">;
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
  const { durationSeconds } = options;
  // A second of a hard picture may take several to encode.
  const seconds = 600 + durationSeconds * 10;
  const demuxer = await sniffContainer(source);
  const fileBytes = LEAST_BYTES + durationSeconds * BYTES_A_SECOND;
  const output = await runFfmpeg({ ...options, source, target, seconds, fileBytes }, (urls) =>
    proxyArguments(urls, { ...options, demuxer }),
  );
  if (output.code !== 0) throw new TraxError("MEDIA_DAMAGED", { reason: readReason(output) });
}

/** Pure. */
export function proxyArguments(
  { inputUrl, outputUrl }: { inputUrl: string; outputUrl: string },
  options: {
    demuxer: string;
    media: Pick<ProbedMedia, "container" | "audio">;
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

/** Whether this ffmpeg can make a picture for browsers. */
export async function canEncodeVideo(signal: AbortSignal, account: RunAccount): Promise<boolean> {
  return /\blibx264\b/.test(await listAbilities("-encoders", signal, account));
}
