import { chmod, copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import type { VideoFormat } from "@/core/exports/video-formats";
import { type AssLook, deriveAssLook, shippedFontName } from "@/core/subtitles/ass-look";
import type { Cue } from "@/core/subtitles/cue";
import { serializeAss } from "@/core/subtitles/serialize-ass";
import { serializeSrt } from "@/core/subtitles/serialize-srt";
import { serializeVtt } from "@/core/subtitles/serialize-vtt";
import { TraxError } from "@/server/platform/errors";
import type { RunAccount } from "../resources/run-account";
import type { ProbedMedia } from "./ffprobe";
import { canEncodeVideo } from "./make-proxy";
import { listAbilities, readReason, runFfmpeg } from "./run-ffmpeg";
import type { ToolOutput } from "./run-tool";
import {
  burnedArguments,
  fontArguments,
  parseMissingLetters,
  trackArguments,
  trackFileFormat,
} from "./video-arguments";

/** Bits a second for each pixel: eight million for a picture of 1080 lines. */
const BITS_A_PIXEL = 4;
const LEAST_BITS = 1_000_000;
const SOUND_BYTES_A_SECOND = 200_000;
const LEAST_BYTES = 64 * 1024 ** 2;
/** Distinct letters that are looked for in the fonts. */
const MOST_LETTERS = 5_000;

interface VideoWork {
  media: Pick<ProbedMedia, "demuxer" | "video">;
  format: VideoFormat;
  cues: Cue[];
  durationSeconds: number;
  sourceBytes: number;
  threads: number;
  /** Empty, the program's own. */
  jobFolder: string;
  signal: AbortSignal;
  account: RunAccount;
  /** How far it is, in seconds of the recording. */
  onSeconds: (seconds: number) => void;
}

interface Picture {
  width: number;
  height: number;
}

/** As it is shown: a telephone held upright writes its picture lying, with a note. */
function findShownPicture({ width, height, rotation }: NonNullable<ProbedMedia["video"]>): Picture {
  return rotation % 180 === 0 ? { width, height } : { width: height, height: width };
}

function limitBitRate({ width, height }: Picture): number {
  return Math.max(LEAST_BITS, Math.round(width * height * BITS_A_PIXEL));
}

/** What a copy takes at most, in bytes. */
export function measureCopy(
  kind: "burned" | "track",
  work: { picture: Picture; durationSeconds: number; sourceBytes: number },
): number {
  const { picture, durationSeconds, sourceBytes } = work;
  if (kind === "track") return Math.round(sourceBytes * 1.05) + LEAST_BYTES;
  const bytes = durationSeconds * (limitBitRate(picture) / 8 + SOUND_BYTES_A_SECOND);
  return Math.round(bytes) + LEAST_BYTES;
}

/** Copies a video, with a track of subtitles. Nothing is decoded, so it takes about as long as a copy.
 * @throws TraxError VIDEO_NOT_MADE, STORAGE_EXHAUSTED, MEDIA_TIMEOUT, MEMORY_LIMIT; the signal's reason */
export async function makeTrackVideo(
  source: string,
  target: string,
  work: VideoWork & { language: string },
): Promise<void> {
  const { media, format, cues, durationSeconds, sourceBytes, jobFolder } = work;
  const picture = media.video ?? { codec: "", width: 0, height: 0, rotation: 0 };
  const fileName = `subtitles.${trackFileFormat(format)}`;
  const plain = cues.map((cue) => defuse(cue, format));
  await giveFile(jobFolder, fileName, format === "webm" ? serializeVtt(plain) : serializeSrt(plain));
  const seconds = 600 + durationSeconds;
  const fileBytes = measureCopy("track", { picture, durationSeconds, sourceBytes });
  const output = await runFfmpeg({ ...work, source, target, seconds, fileBytes }, (urls) =>
    trackArguments(urls, {
      ...{ demuxer: media.demuxer, format, picture: picture.codec, language: work.language },
      subtitles: findJobPath(jobFolder, fileName),
    }),
  );
  requireGood(output);
}

/** Programs that turn subtitles into anything else take `\N` for a new line: a word joiner, which nobody sees, keeps them from
 * it. In WebVTT braces are nothing, and those programs take them for a command: they become those of full width. */
function defuse(cue: Cue, format: VideoFormat): Cue {
  const defuseLine = (line: string) => {
    const text = line.replace(/\\(?!\u2060)/g, "\\\u2060");
    return format === "webm" ? text.replace(/\{/g, "\uFF5B").replace(/\}/g, "\uFF5D") : text;
  };
  return { ...cue, lines: cue.lines.map(defuseLine) };
}

/** Copies a video, with the subtitles in its picture, which is encoded anew.
 * @throws TraxError VIDEO_TOOL_UNFIT, VIDEO_FONT_MISSING, VIDEO_NOT_MADE, STORAGE_EXHAUSTED, MEDIA_TIMEOUT, MEMORY_LIMIT; the
 * signal's reason */
export async function makeBurnedVideo(
  source: string,
  target: string,
  work: VideoWork & { lineCharacters: number },
): Promise<void> {
  const { media, format, cues, durationSeconds, jobFolder, signal, account, lineCharacters } = work;
  if (!media.video) throw new TraxError("VIDEO_NO_PICTURE");
  await requireAbilities(signal, account);
  const picture = findShownPicture(media.video);
  const look = deriveAssLook(picture, { lineCharacters });
  await giveFonts(jobFolder);
  const paths = {
    subtitles: findJobPath(jobFolder, "subtitles.ass"),
    fonts: findJobPath(jobFolder, "fonts"),
  };
  await requireFonts(target, work, look);
  await giveFile(jobFolder, "subtitles.ass", serializeAss(cues, "", look));
  // A second of a hard picture may take several to encode.
  const seconds = 600 + durationSeconds * 20;
  const fileBytes = measureCopy("burned", { ...work, picture });
  const output = await runFfmpeg({ ...work, source, target, seconds, fileBytes }, (urls) =>
    burnedArguments(urls, {
      ...{ demuxer: media.demuxer, format, picture: "h264", threads: work.threads },
      ...{ ...paths, bitRate: limitBitRate(picture) },
    }),
  );
  requireGood(output);
}

async function requireAbilities(signal: AbortSignal, account: RunAccount): Promise<void> {
  if (!(await canEncodeVideo(signal, account))) throw new TraxError("VIDEO_TOOL_UNFIT", { lack: "libx264" });
  if (!/\bass\b/.test(await listAbilities("-filters", signal, account))) {
    throw new TraxError("VIDEO_TOOL_UNFIT", { lack: "libass" });
  }
}

/** Before hours go by: letters without a font would be empty boxes. Of signs and pictograms that is borne. */
async function requireFonts(target: string, work: VideoWork, look: AssLook): Promise<void> {
  const letters = new Set(
    work.cues
      .flatMap(({ lines }) => lines)
      .join("")
      .match(/\p{L}/gu) ?? [],
  );
  const unusual = [...letters].filter((letter) => letter > "\u024F").slice(0, MOST_LETTERS);
  if (unusual.length === 0) return;
  const cue = { startMs: 0, endMs: 1_000, lines: [unusual.join(" ")], speaker: null };
  await giveFile(work.jobFolder, "letters.ass", serializeAss([cue], "", look));
  const subtitles = findJobPath(work.jobFolder, "letters.ass");
  const fonts = findJobPath(work.jobFolder, "fonts");
  const run = { ...work, source: target, target, seconds: 120, fileBytes: LEAST_BYTES, onSeconds: () => {} };
  const output = await runFfmpeg(run, () => fontArguments({ subtitles, fonts, seconds: 1 }));
  const missing = parseMissingLetters(output.stderr).find((letter) => letters.has(letter));
  if (missing) throw new TraxError("VIDEO_FONT_MISSING", { letter: missing });
}

function requireGood(output: ToolOutput): void {
  if (output.code === 0) return;
  if (/No space left on device/i.test(output.stderr)) throw new TraxError("STORAGE_EXHAUSTED");
  throw new TraxError("VIDEO_NOT_MADE", { reason: readReason(output) });
}

/** The program starts in its folder, where systems let us shut it in. */
function findJobPath(jobFolder: string, name: string): string {
  return process.platform === "linux" ? name : path.join(jobFolder, name);
}

/** A file that the program may read, whoever it runs as. */
async function giveFile(jobFolder: string, name: string, content: string): Promise<void> {
  const file = path.join(jobFolder, name);
  await rm(file, { force: true });
  await writeFile(file, content);
  await chmod(file, 0o644);
}

async function giveFonts(jobFolder: string): Promise<void> {
  const folder = path.join(jobFolder, "fonts");
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o755);
  const name = `${shippedFontName.replaceAll(" ", "")}.ttf`;
  const file = createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${name}`);
  await copyFile(file, path.join(folder, name));
  await chmod(path.join(folder, name), 0o644);
}
