import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { findMediaTools, getMediaToolPaths } from "@/server/platform/media-tools";
import { forgetProcessWide } from "@/server/platform/process-wide";
import { createResourceMeter } from "../resources/resource-meter";
import { decodeSound } from "./decode-sound";
import { probeMedia } from "./ffprobe";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const account = createResourceMeter().open({ batchId: "b", memoryLimitMb: 2048, engineSlots: 1 });
const signal = new AbortController().signal;
/** Where the beeps are on the clock of the sound track, in seconds. */
const beeps = [1, 2.5, 4];
const tone = beeps.map((at) => `between(t,${at},${at + 0.1})`).join("+");
const beeping = (rate: number) => [
  "-f",
  "lavfi",
  "-i",
  `aevalsrc='0.5*sin(2*PI*1000*t)*(${tone})':s=${rate}:d=5`,
];
const picture = ["-f", "lavfi", "-i", "testsrc2=size=160x120:rate=10:duration=6"];
const still = ["-f", "lavfi", "-i", "color=red:size=160x120:rate=1:duration=1"];

/** File, ffmpeg's arguments, and by how much the sound comes later than the file begins. */
const recordings: [name: string, args: string[], laterSeconds: number][] = [
  ["plain.wav", beeping(16_000), 0],
  ["telephone.wav", [...beeping(8_000), "-c:a", "pcm_mulaw"], 0],
  ["priming.m4a", [...beeping(44_100), "-c:a", "aac"], 0],
  ["lame.mp3", [...beeping(44_100), "-c:a", "libmp3lame"], 0],
  ["speech.opus", [...beeping(48_000), "-c:a", "libopus"], 0],
  ["studio.flac", [...beeping(192_000), "-ac", "2"], 0],
  ["eight.flac", [...beeping(48_000), "-af", "pan=7.1|c2=c0|c7=0.2*c0"], 0],
  ["three.wav", [...beeping(44_100), "-af", "pan=3.0|c0=c0|c1=0.1*c0|c2=0.1*c0"], 0],
  [
    "late sound.mp4",
    [...picture, "-itsoffset", "1.5", ...beeping(44_100), "-c:v", "mpeg4", "-c:a", "aac"],
    1.5,
  ],
  [
    "late picture.mkv",
    ["-itsoffset", "1.5", ...picture, ...beeping(44_100), "-c:v", "mpeg4", "-c:a", "ac3"],
    0,
  ],
  [
    "variable rate.mp4",
    [
      ...picture,
      ...beeping(44_100),
      "-vf",
      "setpts='PTS+0.09*mod(N,7)/TB/10'",
      "-vsync",
      "vfr",
      "-c:v",
      "mpeg4",
      "-c:a",
      "aac",
    ],
    0,
  ],
  [
    "cover.m4a",
    [
      ...["-i", "priming.m4a", "-i", "cover.jpg", "-map", "0:a", "-map", "1:v", "-c", "copy"],
      "-disposition:v:0",
      "attached_pic",
    ],
    0,
  ],
  ["broadcast.ts", [...picture, ...beeping(48_000), "-c:v", "mpeg2video", "-c:a", "mp2"], 0],
  [
    "gap.mkv",
    // A second of packets is missing, as after a lost connection; the clock goes on.
    [...beeping(48_000), "-af", "aselect='not(between(t,2.8,3.8))'", "-c:a", "flac"],
    0,
  ],
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trax-clock-"));
  const { ffmpeg } = await getMediaToolPaths();
  for (const [name, args] of [["cover.jpg", [...still, "-frames:v", "1"]] as const, ...recordings]) {
    execFileSync(ffmpeg, ["-nostdin", ...args, "-y", name], { stdio: "ignore", cwd: folder });
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Seconds at which a stretch of sound begins after a silence. */
function findOnsets(samples: Int16Array): number[] {
  const onsets: number[] = [];
  let lastLoud = Number.NEGATIVE_INFINITY;
  for (const [at, value] of samples.entries()) {
    if (Math.abs(value) < 1_000) continue;
    if (at - lastLoud > 8_000) onsets.push(at / 16_000);
    lastLoud = at;
  }
  return onsets;
}

async function listen(file: string): Promise<number[]> {
  const jobFolder = await mkdtemp(path.join(folder, "job-"));
  const own = path.join(jobFolder, "probe");
  await mkdir(own);
  const media = await probeMedia(file, { signal, account, jobFolder: own, audioTrack: null });
  const bytes: Buffer[] = [];
  const { demuxer, container, audio } = media;
  await decodeSound(
    file,
    { demuxer, container, streamIndex: audio.index, maxSeconds: 60, jobFolder, signal, account },
    (chunk) => void bytes.push(chunk),
  );
  const all = Uint8Array.from(Buffer.concat(bytes));
  return findOnsets(new Int16Array(all.buffer, 0, all.length >> 1));
}

const isPackaged = async () => (await findMediaTools()).ffmpeg.origin === "package";

describe.each(["the system's ffmpeg", "the packaged ffmpeg"])("with %s", (which) => {
  beforeAll(() => {
    if (which === "the packaged ffmpeg") vi.stubEnv("PATH", "/nowhere");
    forgetProcessWide("settings");
    forgetProcessWide("media-tools");
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    forgetProcessWide("settings");
    forgetProcessWide("media-tools");
  });

  test.each(recordings)("%s keeps its clock within 20 ms", async (name, _, laterSeconds) => {
    expect(await isPackaged()).toBe(which === "the packaged ffmpeg");
    const heard = await listen(path.join(folder, name));
    expect(heard).toHaveLength(beeps.length);
    for (const [index, at] of beeps.entries()) {
      expect(Math.abs((heard[index] ?? 0) - at - laterSeconds)).toBeLessThanOrEqual(0.02);
    }
  });
});
