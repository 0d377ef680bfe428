import type { VideoFormat } from "@/core/exports/video-formats";
import { probedDecoders } from "./allowed-formats";
import { inputGuards } from "./ffmpeg-arguments";

interface Urls {
  inputUrl: string;
  outputUrl: string;
}

const quiet = ["-nostdin", "-v", "warning", "-nostats", "-progress", "pipe:1"];
const muxers: Record<VideoFormat, string> = { mp4: "mp4", mkv: "matroska", webm: "webm" };

/** How subtitles are handed to ffmpeg for a track: a demuxer, the decoder that it needs, and what they become. */
const tracks: Record<VideoFormat, { demuxer: string; decoder: string; codec: string }> = {
  mp4: { demuxer: "srt", decoder: "subrip,srt", codec: "mov_text" },
  mkv: { demuxer: "srt", decoder: "subrip,srt", codec: "copy" },
  webm: { demuxer: "webvtt", decoder: "webvtt", codec: "copy" },
};

/** What a file of subtitles for a track of that format has to be. */
export function trackFileFormat(format: VideoFormat): "srt" | "vtt" {
  return format === "webm" ? "vtt" : "srt";
}

interface VideoArguments {
  /** As `sniffContainer` gives it. */
  demuxer: string;
  format: VideoFormat;
  /** Codec of the picture. */
  picture: string;
}

/** A copy with subtitles as a track that is switched on; nothing is decoded. Pure.
 * @param options.subtitles path of their file
 * @param options.language three letters, ISO 639-2 */
export function trackArguments(
  { inputUrl, outputUrl }: Urls,
  options: VideoArguments & { subtitles: string; language: string },
): string[] {
  const { demuxer, format, picture, subtitles, language } = options;
  const track = tracks[format];
  return [
    ...quiet,
    ...inputGuards(demuxer, probedDecoders),
    // Old containers leave out times that new ones need.
    ...["-fflags", "+genpts", "-i", inputUrl],
    ...["-format_whitelist", track.demuxer, "-codec_whitelist", track.decoder],
    ...["-protocol_whitelist", "file", "-f", track.demuxer, "-i", `file:${subtitles}`],
    ...["-map", "0:V:0", "-map", "0:a", "-map", "1:s:0", "-dn", "-c", "copy", "-c:s", track.codec],
    // Apple's players know HEVC by this name alone.
    ...(format === "mp4" && picture === "hevc" ? ["-tag:v", "hvc1"] : []),
    ...["-metadata:s:s:0", `language=${language}`, "-disposition:s:0", "default"],
    ...endArguments(format),
    outputUrl,
  ];
}

/** A copy with subtitles in its picture; the sounds stay as they are. Pure.
 * @param options.subtitles path of an ASS file
 * @param options.fonts path of a folder with fonts
 * @param options.bitRate most bits a second that the picture takes */
export function burnedArguments(
  { inputUrl, outputUrl }: Urls,
  options: VideoArguments & { subtitles: string; fonts: string; threads: number; bitRate: number },
): string[] {
  const { demuxer, format, subtitles, fonts, threads, bitRate } = options;
  const filters = [
    // H.264 in the colours that every player knows has an even width and height.
    "scale=trunc(iw/2)*2:trunc(ih/2)*2",
    "format=yuv420p",
    `ass=f=${escapeFilterValue(subtitles)}:fontsdir=${escapeFilterValue(fonts)}`,
  ];
  return [
    ...quiet,
    ...inputGuards(demuxer, probedDecoders),
    ...["-i", inputUrl, "-map", "0:V:0", "-map", "0:a", "-sn", "-dn", "-c:a", "copy"],
    ...["-vf", filters.join(","), "-c:v", "libx264", "-preset", "fast", "-crf", "20"],
    ...["-maxrate", String(bitRate), "-bufsize", String(bitRate * 2), "-threads", String(threads)],
    ...endArguments(format),
    outputUrl,
  ];
}

/** Whether there is a font for every letter: the subtitles on a bare picture, of which ffmpeg complains where it finds none.
 * Nothing is kept. */
export function fontArguments({
  subtitles,
  fonts,
  seconds,
}: {
  subtitles: string;
  fonts: string;
  seconds: number;
}) {
  const ass = `ass=f=${escapeFilterValue(subtitles)}:fontsdir=${escapeFilterValue(fonts)}`;
  const picture = `color=size=320x180:rate=1:duration=${seconds},${ass}`;
  return ["-nostdin", "-v", "warning", "-f", "lavfi", "-i", picture, "-f", "null", "-"];
}

/** The letters that ffmpeg found no font for, of what it said. */
export function parseMissingLetters(stderr: string): string[] {
  const found = stderr.matchAll(/failed to find any fallback with glyph 0x([0-9a-f]+)/gi);
  const points = [...found].map((match) => Number.parseInt(match[1] ?? "", 16));
  return [...new Set(points)]
    .filter((point) => point > 0x20 && point <= 0x10_ff_ff)
    .map((point) => String.fromCodePoint(point));
}

function endArguments(format: VideoFormat): string[] {
  return [...(format === "mp4" ? ["-movflags", "+faststart"] : []), "-f", muxers[format], "-y"];
}

/** Twice: once for the option of the filter, once for the chain of filters. */
function escapeFilterValue(value: string): string {
  const option = value.replace(/[\\':]/g, "\\$&");
  return option.replace(/[\\'[\],;]/g, "\\$&");
}
