import { z } from "zod";

/** A sound track of a file, as its player would list it. */
export const audioTrack = z.object({
  codec: z.string(),
  channels: z.number().int(),
  /** As the file says, often ISO 639-2. */
  language: z.string().nullable(),
  title: z.string().nullable(),
  isDefault: z.boolean(),
});
export type AudioTrack = z.infer<typeof audioTrack>;

/** What preprocess learned of a file: `media_files.format_info`. */
export const formatInfo = z.object({
  container: z.string(),
  durationMs: z.number().int().nonnegative(),
  /** Of the 16 kHz master, counted. Recordings of earlier versions have none. */
  samples: z.number().int().nonnegative().optional(),
  /** What the file was read with. Recordings of earlier versions have none. */
  demuxer: z.string().optional(),
  bitRate: z.number().nullable(),
  audio: z.object({
    codec: z.string(),
    sampleRate: z.number().int(),
    channels: z.number().int(),
    index: z.number().int(),
  }),
  /** All sound tracks, and which one is heard, from 1. Recordings of earlier versions have none. */
  audioTracks: z.array(audioTrack).optional(),
  audioTrack: z.number().int().min(1).optional(),
  video: z.object({ codec: z.string(), width: z.number().int(), height: z.number().int() }).nullable(),
  /** Of the decoded sound; dBFS, fraction of samples at full scale. */
  levels: z.object({ rmsDbfs: z.number(), peakDbfs: z.number(), clippedFraction: z.number() }),
  /** The file ends well before the end that it declares. */
  cutOff: z.boolean(),
  /** Where the 16 kHz master and the peaks are. */
  derived: z.object({
    masterKey: z.string(),
    peaksKey: z.string(),
    /** A finer waveform, see `waveformBytesASecond`. Recordings of earlier versions have none. */
    waveformKey: z.string().optional(),
  }),
  /** Whether browsers play the upload as it is, by its codecs. */
  playable: z.boolean(),
  /** A copy that browsers play, where they cannot play the upload. */
  proxy: z.object({ key: z.string(), kind: z.enum(["video", "audio"]) }).optional(),
});
export type FormatInfo = z.infer<typeof formatInfo>;

export function parseFormatInfo(value: unknown): FormatInfo | null {
  const result = formatInfo.safeParse(value);
  return result.success ? result.data : null;
}

/** `waveform.bin`: a byte for each hundredth of a second, the square root of its largest amplitude times 255. No
 * header, so that any stretch of it is a byte range. */
export const waveformBytesASecond = 100;

/** `peaks.json`: the largest amplitude (0..1) of each bucket of samples. */
export const peaksFile = z.object({
  sampleRate: z.number().int(),
  samplesPerPeak: z.number().int(),
  peaks: z.array(z.number()),
});
export type PeaksFile = z.infer<typeof peaksFile>;
