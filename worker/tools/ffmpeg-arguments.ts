import { demuxers, probedDecoders, soundDecoders } from "./allowed-formats";

/** Containers with a clock of their own, whose gaps and start offset must stay, for the times to be the original
 * file's. In raw streams the same filter stretches damaged spots. */
const timed = ["mov", "mp4", "matroska", "webm", "mpegts", "mpeg", "avi", "asf", "flv"];

/** Stands before `-i` of every call: the one demuxer that the file's first bytes call for, decoders of sound alone,
 * no network, no other file.
 * @param demuxer as `sniffContainer` gives it */
export function inputGuards(demuxer: string, decoders: readonly string[] = soundDecoders): string[] {
  return [
    ...["-format_whitelist", demuxers.join(",")],
    ...["-codec_whitelist", decoders.join(",")],
    ...["-protocol_whitelist", "file"],
    ...["-f", demuxer],
  ];
}

export function probeArguments(url: string, demuxer: string): string[] {
  return [
    "-v",
    "error",
    ...inputGuards(demuxer, probedDecoders),
    "-print_format",
    "json",
    "-show_format",
    "-show_streams",
    url,
  ];
}

export interface DecodeOptions {
  /** As `sniffContainer` gives it. */
  demuxer: string;
  container: string;
  /** Index of the audio stream in the file. */
  streamIndex: number;
  /** One channel alone, instead of the mix of all. */
  channel?: number;
  /** Nothing after this is decoded. */
  maxSeconds: number;
}

/** The filter that keeps the original's clock, at its own rate. */
export function soundClockFilter(container: string): string {
  return isTimed(container) ? "aresample=async=1:first_pts=0" : "anull";
}

function isTimed(container: string): boolean {
  return container.split(",").some((name) => timed.includes(name));
}

/** Options of a decode to 16 kHz mono s16le. */
export function decodeOutputOptions({
  container,
  streamIndex,
  channel,
  maxSeconds,
}: DecodeOptions): string[] {
  const filters = [
    ...(channel === undefined ? [] : [`pan=mono|c0=c${channel}`]),
    isTimed(container) ? "aresample=16000:async=1:first_pts=0" : "aresample=16000",
  ];
  return [
    "-map",
    `0:${streamIndex}`,
    "-vn",
    "-sn",
    "-dn",
    "-map_metadata",
    "-1",
    "-af",
    filters.join(","),
    "-ac",
    "1",
    "-ar",
    "16000",
    "-c:a",
    "pcm_s16le",
    "-t",
    String(maxSeconds),
    // Else every packet is a write of its own, a thousand bytes at a time.
    "-flush_packets",
    "0",
    "-f",
    "s16le",
  ];
}
