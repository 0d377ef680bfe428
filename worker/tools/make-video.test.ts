import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { defaultCueProfile } from "@/core/subtitles/cue-profile";
import { parseSrt } from "@/core/subtitles/parse-srt";
import { findMediaTools, getMediaToolPaths } from "@/server/platform/media-tools";
import { createResourceMeter } from "../resources/resource-meter";
import { probeMedia } from "./ffprobe";
import { makeBurnedVideo, makeTrackVideo } from "./make-video";

vi.setConfig({ testTimeout: 90_000 });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trax-video-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const account = createResourceMeter().open({ batchId: "b", memoryLimitMb: 2048, engineSlots: 1 });
const signal = new AbortController().signal;
const jobFolder = async () => await mkdtemp(path.join(folder, "job-"));

const cues = [
  {
    startMs: 1_000,
    endMs: 2_000,
    lines: ["Größe <b>bold</b> {\\an8}", "C:\\new \\N & 50% -- > so"],
    speaker: null,
  },
  { startMs: 2_080, endMs: 2_900, lines: ["Second, with “quotes”"], speaker: null },
];

async function runFfmpeg(args: string[], input?: string): Promise<Buffer> {
  const { ffmpeg } = await getMediaToolPaths();
  const options = { maxBuffer: 64 * 1024 ** 2, stdio: ["pipe", "pipe", "ignore"] as ("pipe" | "ignore")[] };
  return execFileSync(ffmpeg, ["-nostdin", "-v", "error", ...args], { ...options, input });
}

async function record(name: string, args: string[]): Promise<string> {
  const file = path.join(folder, name);
  await runFfmpeg([...args, "-y", file]);
  return file;
}

const picture = (size = "320x180") => ["-f", "lavfi", "-i", `color=c=gray:size=${size}:rate=10:duration=4`];
const sound = ["-f", "lavfi", "-i", "sine=frequency=440:duration=4"];

async function prepare(source: string, format: "mp4" | "mkv" | "webm") {
  const media = await probeMedia(source, { signal, account, jobFolder: await jobFolder(), audioTrack: null });
  const sourceBytes = (await stat(source)).size;
  const work = { media, format, cues, durationSeconds: 4, sourceBytes, threads: 1, signal, account };
  return { ...work, jobFolder: await jobFolder(), onSeconds: () => {} };
}

const streamsOf = async (file: string): Promise<{ codec_name: string; tags?: Record<string, string> }[]> => {
  const { ffprobe } = await getMediaToolPaths();
  const said = execFileSync(ffprobe, ["-v", "error", "-show_streams", "-of", "json", file]);
  return JSON.parse(String(said)).streams;
};

test.each([
  ["mp4", ["-c:v", "libx264", "-c:a", "aac"], "mov_text"],
  ["mkv", ["-c:v", "mpeg4", "-c:a", "ac3"], "subrip"],
  ["webm", ["-c:v", "libvpx", "-c:a", "libopus"], "webvtt"],
] as const)(
  "a track in %s is read back as it was written, and picture and sound are copied",
  async (format, codecs, codec) => {
    const source = await record(`source.${format}`, [...picture(), ...sound, ...codecs]);
    const target = path.join(folder, `video.${format}`);
    await makeTrackVideo(source, target, { ...(await prepare(source, format)), language: "ger" });
    const streams = await streamsOf(target);
    const before = await streamsOf(source);
    expect(streams.map(({ codec_name }) => codec_name)).toEqual([
      ...before.map((one) => one.codec_name),
      codec,
    ]);
    expect(streams.at(-1)?.tags).toMatchObject({ language: "ger" });
    const back = parseSrt(String(await runFfmpeg(["-i", target, "-map", "0:s:0", "-f", "srt", "-"])));
    const plain = (text: string) =>
      text
        .replace(/\u2060/g, "")
        // Old ones write a font of their own around it.
        .replace(/<\/?font[^>]*>/g, "")
        .replace(/[{\uFF5B] ?/g, "{")
        .replace(/\uFF5D/g, "}")
        .replace(/-- >/g, "-->");
    // Opus begins a few milliseconds before zero, and then everything is that much later.
    const laterMs = (back[0]?.startMs ?? 0) - 1_000;
    expect(laterMs).toBeLessThan(10);
    const times = (list: typeof back, by: number) => list.map((cue) => [cue.startMs - by, cue.endMs - by]);
    expect(times(back, laterMs)).toEqual(times(cues, 0));
    expect(back.map(({ lines }) => lines.map(plain))).toEqual(cues.map(({ lines }) => lines.map(plain)));
    for (const kind of ["v", "a"]) {
      const sum = (file: string) =>
        runFfmpeg(["-i", file, "-map", `0:${kind}`, "-c", "copy", "-f", "md5", "-"]);
      expect(String(await sum(target)), kind).toBe(String(await sum(source)));
    }
  },
);

/** How far the brightness of a third of the picture is from plain gray, on average. */
async function measureThird(file: string, seconds: number, third: 0 | 1 | 2): Promise<number> {
  const frame = ["-ss", String(seconds), "-i", file, "-frames:v", "1", "-vf", "scale=320:180"];
  const bytes = await runFfmpeg([...frame, "-pix_fmt", "gray", "-f", "rawvideo", "-"]);
  const size = bytes.length / 3;
  const part = bytes.subarray(third * size, (third + 1) * size);
  const middle = part[0] ?? 0;
  return part.reduce((total, byte) => total + Math.abs(byte - middle), 0) / part.length;
}

test("burned in, the foot of the picture holds letters while a subtitle is shown, and only then", async () => {
  const source = await record("source.mp4", [
    ...picture("322x182"),
    ...sound,
    "-c:v",
    "mpeg4",
    "-c:a",
    "aac",
  ]);
  const target = path.join(folder, "video.mp4");
  const heard: number[] = [];
  const work = { ...(await prepare(source, "mp4")), lineCharacters: defaultCueProfile.lineCharacters };
  await makeBurnedVideo(source, target, { ...work, onSeconds: (seconds) => heard.push(seconds) });
  expect((await streamsOf(target)).map(({ codec_name }) => codec_name)).toEqual(["h264", "aac"]);
  expect(await measureThird(target, 1.5, 2)).toBeGreaterThan(3);
  expect(await measureThird(target, 1.5, 0)).toBeLessThan(1);
  expect(await measureThird(target, 0.5, 2)).toBeLessThan(1);
  expect(await measureThird(target, 3.5, 2)).toBeLessThan(1);
  expect(heard.at(-1)).toBeGreaterThan(3);
  expect(await readdir(work.jobFolder)).toContain("fonts");
});

test("long lines stay within an upright picture", async () => {
  const source = await record("upright.mp4", [
    ...picture("180x320"),
    ...sound,
    "-c:v",
    "mpeg4",
    "-c:a",
    "aac",
  ]);
  const target = path.join(folder, "video.mp4");
  const long = {
    ...(cues[1] as (typeof cues)[number]),
    lines: ["Forty-two characters in a line are no few.", "And the second is about as wide as that."],
  };
  const work = { ...(await prepare(source, "mp4")), cues: [long], lineCharacters: 42 };
  await makeBurnedVideo(source, target, work);
  const frame = ["-ss", "2.5", "-i", target, "-frames:v", "1", "-pix_fmt", "gray", "-f", "rawvideo", "-"];
  const bytes = await runFfmpeg(frame);
  const edge = Array.from({ length: 320 }, (_, row) => [bytes[row * 180], bytes[row * 180 + 179]]).flat();
  expect(Math.max(...edge.map((byte) => Math.abs((byte ?? 0) - (bytes[0] ?? 0))))).toBeLessThan(12);
});

test("letters that no font has are a sentence before anything is encoded", async () => {
  // An old one does not tell.
  if ((await findMediaTools()).ffmpeg.warning !== null) return;
  const source = await record("source.mp4", [...picture(), ...sound, "-c:v", "mpeg4", "-c:a", "aac"]);
  const target = path.join(folder, "video.mp4");
  const odd = [{ ...(cues[0] as (typeof cues)[number]), lines: ["\u{13000} and \u{1F399}"] }];
  const work = { ...(await prepare(source, "mp4")), cues: odd, lineCharacters: 42 };
  await expect(makeBurnedVideo(source, target, work)).rejects.toMatchObject({
    code: "VIDEO_FONT_MISSING",
    details: { letter: "\u{13000}" },
  });
  // A pictogram alone is a box at most.
  const sign = { ...(cues[0] as (typeof cues)[number]), lines: ["On air \u{1F399}"] };
  await makeBurnedVideo(source, target, { ...work, jobFolder: await jobFolder(), cues: [sign] });
});

test("what cannot be put together says so", async () => {
  const source = await record("source.mkv", [...picture(), ...sound, "-c:v", "mpeg4", "-c:a", "pcm_s16le"]);
  const target = path.join(folder, "video.webm");
  await expect(
    makeTrackVideo(source, target, { ...(await prepare(source, "webm")), language: "und" }),
  ).rejects.toMatchObject({ code: "VIDEO_NOT_MADE" });
});
