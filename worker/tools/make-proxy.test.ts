import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { getMediaToolPaths } from "@/server/platform/media-tools";
import { createResourceMeter } from "../resources/resource-meter";
import { probeMedia } from "./ffprobe";
import { isPlayable } from "./is-playable";
import { canEncodeVideo, makeProxy } from "./make-proxy";

vi.setConfig({ testTimeout: 60_000 });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trax-proxy-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const account = createResourceMeter().open({ batchId: "b", memoryLimitMb: 2048, engineSlots: 1 });
const signal = new AbortController().signal;

async function record(name: string, args: string[]): Promise<string> {
  const { ffmpeg } = await getMediaToolPaths();
  const file = path.join(folder, name);
  execFileSync(ffmpeg, [...args, "-y", file], { stdio: "ignore" });
  return file;
}

const jobFolder = async () => await mkdtemp(path.join(folder, "job-"));
const probe = async (file: string) =>
  await probeMedia(file, { signal, account, jobFolder: await jobFolder(), audioTrack: null });

const picture = ["-f", "lavfi", "-i", "testsrc2=size=322x182:rate=10:duration=3"];
const sound = ["-f", "lavfi", "-i", "sine=frequency=440:duration=3"];

test.each([
  ["old.avi", [...picture, ...sound, "-c:v", "mpeg4", "-c:a", "ac3"], "video"],
  ["talk.wma", [...sound, "-c:a", "wmav2"], "audio"],
] as const)("%s becomes something that browsers play, of the same length", async (name, args, kind) => {
  const source = await record(name, [...args]);
  const media = await probe(source);
  expect(isPlayable(media)).toBe(false);
  if (kind === "video" && !(await canEncodeVideo(signal, account))) return;
  const target = path.join(folder, "proxy.mp4");
  const heard: number[] = [];
  await makeProxy(source, target, {
    media,
    kind,
    durationSeconds: 3,
    threads: 1,
    jobFolder: await jobFolder(),
    signal,
    account,
    onSeconds: (seconds) => heard.push(seconds),
  });
  const made = await probe(target);
  expect(isPlayable(made)).toBe(true);
  expect(made.video === null).toBe(kind === "audio");
  expect(made.declaredSeconds).toBeGreaterThan(2.9);
  expect(made.declaredSeconds).toBeLessThan(3.3);
  expect(heard.at(-1)).toBeGreaterThan(2.5);
});

test("a sound that begins after its picture begins as late in the copy", async () => {
  const source = await record("late.mkv", [
    ...picture,
    "-itsoffset",
    "1",
    ...sound,
    "-c:v",
    "mpeg4",
    "-c:a",
    "ac3",
  ]);
  const media = await probe(source);
  const target = path.join(folder, "proxy.mp4");
  const options = { media, kind: "audio", durationSeconds: 4, threads: 1, signal, account } as const;
  await makeProxy(source, target, { ...options, jobFolder: await jobFolder(), onSeconds: () => {} });
  const made = await probe(target);
  expect(made.declaredSeconds).toBeGreaterThan(3.9);
});
