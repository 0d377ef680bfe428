import { open } from "node:fs/promises";
import { z } from "zod";
import { TraxError } from "@/server/platform/errors";
import { getMediaToolPaths } from "@/server/platform/media-tools";
import type { RunAccount } from "../resources/run-account";
import { probeArguments } from "./ffmpeg-arguments";
import { limitCommand } from "./limits";
import { runTool, type ToolOutput } from "./run-tool";

const PROBE_SECONDS = 60;

const stream = z.object({
  index: z.number().int(),
  codec_type: z.string().optional(),
  codec_name: z.string().optional(),
  sample_rate: z.coerce.number().optional(),
  channels: z.number().int().optional(),
  width: z.number().int().optional(),
  height: z.number().int().optional(),
  disposition: z.object({ default: z.number().optional(), attached_pic: z.number().optional() }).optional(),
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
  container: string;
  /** As the container declares it; containers lie. */
  declaredSeconds: number | null;
  bitRate: number | null;
  audio: { index: number; codec: string; sampleRate: number; channels: number };
  video: { codec: string; width: number; height: number } | null;
}

/** Asks ffprobe what a file is, under the same guards as decoding.
 * @throws the signal's reason; TraxError MEDIA_EMPTY, MEDIA_NOT_MEDIA, MEDIA_FORMAT_REFUSED, MEDIA_DAMAGED, MEDIA_NO_AUDIO, MEDIA_ABSURD,
 * MEDIA_TIMEOUT, MEMORY_LIMIT, FFMPEG_MISSING */
export async function probeMedia(
  path: string,
  { signal, account }: { signal: AbortSignal; account: RunAccount },
): Promise<ProbedMedia> {
  await refuseByContent(path);
  const { ffprobe } = await getMediaToolPaths();
  const command = await limitCommand([ffprobe, ...probeArguments(path)], {
    memoryLimitMb: account.memoryLimitMb,
    cpuSeconds: PROBE_SECONDS,
  });
  const output = await runTool(command, {
    name: "ffprobe",
    timeoutMs: PROBE_SECONDS * 1000,
    maxBytes: 16 * 1024 ** 2,
    signal,
    account,
  });
  if (output.code !== 0) throw explainProbeFailure(output);
  return chooseStreams(parseProbe(output.stdout));
}

/** What ffprobe would call by another name: nothing at all, and playlists under a media file's name. */
async function refuseByContent(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(512), 0, 512, 0);
    if (bytesRead === 0) throw new TraxError("MEDIA_EMPTY");
    const head = buffer
      .subarray(0, bytesRead)
      .toString("latin1")
      .replace(/^\u00ef\u00bb\u00bf/, "")
      .trimStart();
    if (/^(#EXTM3U|ffconcat version|\[playlist\]|<\?xml|<MPD|<smil|<asx)/i.test(head)) {
      throw new TraxError("MEDIA_FORMAT_REFUSED");
    }
  } finally {
    await file.close();
  }
}

function parseProbe(stdout: string): z.infer<typeof probeOutput> {
  try {
    return probeOutput.parse(JSON.parse(stdout));
  } catch (error) {
    throw new TraxError("MEDIA_NOT_MEDIA", {}, { cause: error });
  }
}

function chooseStreams({ streams, format }: z.infer<typeof probeOutput>): ProbedMedia {
  const audios = streams.filter((item) => item.codec_type === "audio" && item.codec_name);
  const audio = audios.find((item) => item.disposition?.default === 1) ?? audios[0];
  if (!audio) throw new TraxError("MEDIA_NO_AUDIO");
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
    video: video?.codec_name
      ? { codec: video.codec_name, width: video.width ?? 0, height: video.height ?? 0 }
      : null,
  };
}

function explainProbeFailure({ stderr, code, isLate }: ToolOutput): TraxError {
  if (isLate) return new TraxError("MEDIA_TIMEOUT", { seconds: PROBE_SECONDS });
  const cause = new Error(stderr);
  if (/whitelist/i.test(stderr)) return new TraxError("MEDIA_FORMAT_REFUSED", {}, { cause });
  if (/moov atom not found|Truncat|End of file/i.test(stderr)) {
    return new TraxError("MEDIA_DAMAGED", { reason: "its index is missing" }, { cause });
  }
  // Without a word about the file it is not the file: no process, no memory, a limit of the system.
  if (stderr.trim() === "") {
    return new TraxError("STEP_FAILED", { reason: `ffprobe ended with ${code ?? "a signal"}` });
  }
  return new TraxError("MEDIA_NOT_MEDIA", {}, { cause });
}
