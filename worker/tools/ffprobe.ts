import { z } from "zod";
import type { AudioTrack } from "@/server/media/schema";
import { confineCommand } from "@/server/platform/confine-command";
import { TraxError } from "@/server/platform/errors";
import { getMediaToolPaths } from "@/server/platform/media-tools";
import type { RunAccount } from "../resources/run-account";
import { probeArguments } from "./ffmpeg-arguments";
import { runTool, type ToolOutput } from "./run-tool";
import { sniffContainer } from "./sniff-container";

const PROBE_SECONDS = 60;
/** More than any recorder makes; a file may declare thousands. */
const MOST_TRACKS = 64;

const stream = z.object({
  index: z.number().int(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  sample_rate: z.coerce.number().optional(),
  channels: z.number().int().optional(),
  width: z.number().int().optional(),
  height: z.number().int().optional(),
  disposition: z.object({ default: z.number().optional(), attached_pic: z.number().optional() }).optional(),
  side_data_list: z
    .array(z.looseObject({ rotation: z.number().optional() }))
    .optional()
    .catch(undefined),
  tags: z
    .object({ language: z.string().max(100).optional(), title: z.string().max(1_000).optional() })
    .optional()
    .catch(undefined),
});
const probeOutput = z.object({
  streams: z.array(stream).max(1_000).default([]),
  format: z.object({
    format_name: z.string(),
    duration: z.coerce.number().optional().catch(undefined),
    bit_rate: z.coerce.number().optional().catch(undefined),
  }),
});

export interface ProbedMedia {
  /** The one that the file was and is read with. */
  demuxer: string;
  container: string;
  /** As the container declares it; containers lie. */
  declaredSeconds: number | null;
  bitRate: number | null;
  /** The sound track that is heard. */
  audio: { index: number; codec: string; sampleRate: number; channels: number };
  /** All that there are, in the file's order. */
  audioTracks: AudioTrack[];
  /** Which of them is heard, from 1. */
  audioTrack: number;
  video: {
    codec: string;
    width: number;
    height: number;
    /** By how many degrees it is turned to be shown. */
    rotation: number;
  } | null;
}

/** Asks ffprobe what a file is, under the same guards as decoding.
 * @param jobFolder empty, the program's own
 * @param audioTrack from 1; null takes the one that the file calls its default, else the first
 * @throws the signal's reason; TraxError MEDIA_EMPTY, MEDIA_NOT_MEDIA, MEDIA_ARCHIVE, MEDIA_FORMAT_REFUSED, MEDIA_DAMAGED,
 * MEDIA_NO_AUDIO, MEDIA_TRACK_MISSING, MEDIA_ABSURD, MEDIA_TIMEOUT, MEMORY_LIMIT, FFMPEG_MISSING */
export async function probeMedia(
  path: string,
  {
    signal,
    account,
    jobFolder,
    audioTrack,
  }: { signal: AbortSignal; account: RunAccount; jobFolder: string; audioTrack: number | null },
): Promise<ProbedMedia> {
  const demuxer = await sniffContainer(path);
  const { ffprobe } = await getMediaToolPaths();
  const command = await confineCommand(
    ffprobe,
    ({ inputUrl }) => probeArguments(inputUrl, demuxer),
    { input: path, folder: jobFolder },
    { memoryLimitMb: account.memoryLimitMb, cpuSeconds: PROBE_SECONDS },
  );
  const output = await runTool(command, {
    name: "ffprobe",
    timeoutMs: PROBE_SECONDS * 1000,
    maxBytes: 16 * 1024 ** 2,
    signal,
    account,
  });
  if (output.code !== 0) throw explainProbeFailure(output);
  return { demuxer, ...chooseStreams(parseProbe(output.stdout), audioTrack) };
}

function parseProbe(stdout: string): z.infer<typeof probeOutput> {
  try {
    return probeOutput.parse(JSON.parse(stdout));
  } catch (error) {
    throw new TraxError("MEDIA_NOT_MEDIA", {}, { cause: error });
  }
}

function chooseStreams(
  { streams, format }: z.infer<typeof probeOutput>,
  audioTrack: number | null,
): Omit<ProbedMedia, "demuxer"> {
  const audios = streams.filter((item) => item.codec_type === "audio").slice(0, MOST_TRACKS);
  // A track whose codec nobody knows counts, or the numbers would not be the player's; by itself it is not taken.
  const known = audios.filter((item) => item.codec_name);
  const audio =
    audioTrack === null
      ? (known.find((item) => item.disposition?.default === 1) ?? known[0])
      : audios[audioTrack - 1];
  if (known.length === 0) throw new TraxError("MEDIA_NO_AUDIO");
  if (!audio) throw new TraxError("MEDIA_TRACK_MISSING", { track: audioTrack ?? 1, tracks: audios.length });
  const { sample_rate: sampleRate = 0, channels = 0 } = audio;
  if (sampleRate < 1_000 || sampleRate > 768_000) {
    throw new TraxError("MEDIA_ABSURD", { reason: `${sampleRate} samples a second` });
  }
  if (channels < 1 || channels > 64) throw new TraxError("MEDIA_ABSURD", { reason: `${channels} channels` });
  const video = streams.find((item) => item.codec_type === "video" && item.disposition?.attached_pic !== 1);
  return {
    container: format.format_name,
    declaredSeconds: format.duration ?? null,
    bitRate: format.bit_rate ?? null,
    audio: { index: audio.index, codec: audio.codec_name ?? "unknown", sampleRate, channels },
    audioTracks: audios.map(describeTrack),
    audioTrack: audios.indexOf(audio) + 1,
    video: video?.codec_name
      ? {
          ...{ codec: video.codec_name, width: video.width ?? 0, height: video.height ?? 0 },
          rotation: video.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0,
        }
      : null,
  };
}

function describeTrack(item: z.infer<typeof stream>): AudioTrack {
  const shown = (text: string | undefined) => text?.replace(/\p{C}/gu, " ").trim().slice(0, 200) || null;
  return {
    codec: item.codec_name ?? "unknown",
    channels: item.channels ?? 0,
    language: shown(item.tags?.language),
    title: shown(item.tags?.title),
    isDefault: item.disposition?.default === 1,
  };
}

function explainProbeFailure({ stderr, code, isLate }: ToolOutput): TraxError {
  if (isLate) return new TraxError("MEDIA_TIMEOUT", { seconds: PROBE_SECONDS });
  const cause = new Error(stderr);
  const codec = /Codec \(([\w.-]{1,40})\) not on whitelist/i.exec(stderr)?.[1];
  if (codec) return new TraxError("MEDIA_CODEC_REFUSED", { codec }, { cause });
  if (/whitelist/i.test(stderr)) return new TraxError("MEDIA_FORMAT_REFUSED", {}, { cause });
  if (/moov atom not found|Truncat|End of file/i.test(stderr)) {
    return new TraxError("MEDIA_DAMAGED", { reason: "its index is missing" }, { cause });
  }
  // Without a word about the file it is not the file: no process, no memory, a limit of the system.
  if (stderr.trim() === "") {
    return new TraxError("STEP_FAILED", { reason: `ffprobe ended with ${code ?? "a signal"}` });
  }
  // Its first bytes were those of a recording, or it had not come this far.
  return new TraxError(
    "MEDIA_DAMAGED",
    { reason: "it begins like a recording and goes on like none" },
    { cause },
  );
}
