/** Demuxers that read one file and nothing else. Playlists (hls, concat, dash, …) are not among them: one of those
 * in disguise would put another file's sound into the output. */
const containers = [
  "aac",
  "ac3",
  "aiff",
  "amr",
  "ape",
  "asf",
  "asf_o",
  "au",
  "avi",
  "caf",
  "eac3",
  "flac",
  "flv",
  "matroska",
  "mov",
  "mp3",
  "mpeg",
  "mpegts",
  "ogg",
  "tta",
  "w64",
  "wav",
  "wv",
];

/** Containers with a clock of their own, whose gaps and start offset must stay, for the times to be the original
 * file's. In raw streams the same filter stretches damaged spots. */
const timed = ["mov", "mp4", "matroska", "webm", "mpegts", "mpeg", "avi", "asf", "flv"];

/** Stands before `-i` of every call: no network, no other file, no question to the terminal. */
export function inputGuards(): string[] {
  return ["-format_whitelist", containers.join(","), "-protocol_whitelist", "file"];
}

export function probeArguments(path: string): string[] {
  return [
    "-v",
    "error",
    ...inputGuards(),
    "-print_format",
    "json",
    "-show_format",
    "-show_streams",
    `file:${path}`,
  ];
}

export interface DecodeOptions {
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
    "-f",
    "s16le",
  ];
}
