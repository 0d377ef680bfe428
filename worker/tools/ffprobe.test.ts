import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { getMediaToolPaths } from "@/server/platform/media-tools";
import { createResourceMeter } from "../resources/resource-meter";
import { probeMedia } from "./ffprobe";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const account = createResourceMeter().open({ batchId: "b", memoryLimitMb: 2048, engineSlots: 1 });
const signal = new AbortController().signal;
let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trax-tracks-"));
  file = path.join(folder, "conference.mkv");
  const { ffmpeg } = await getMediaToolPaths();
  const tone = (hertz: number) => ["-f", "lavfi", "-i", `sine=frequency=${hertz}:d=1`];
  execFileSync(
    ffmpeg,
    [
      ...["-nostdin", ...tone(300), ...tone(400), ...tone(500), "-map", "0", "-map", "1", "-map", "2"],
      ...[
        "-metadata:s:a:0",
        "language=eng",
        "-metadata:s:a:1",
        "language=deu",
        "-metadata:s:a:2",
        "title=The room",
      ],
      ...["-disposition:a", "0", "-disposition:a:1", "default", "-c:a", "flac", "-ac:a:2", "2", "-y", file],
    ],
    { stdio: "ignore" },
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const probe = async (audioTrack: number | null) =>
  await probeMedia(file, {
    signal,
    account,
    jobFolder: await mkdtemp(path.join(folder, "job-")),
    audioTrack,
  });

describe("a recording of three sound tracks", () => {
  test("is heard by the one that it calls its default, and tells of all", async () => {
    const media = await probe(null);
    expect(media.audioTrack).toBe(2);
    expect(media.audio.index).toBe(1);
    expect(media.audioTracks).toEqual([
      { codec: "flac", channels: 1, language: "eng", title: null, isDefault: false },
      {
        codec: "flac",
        channels: 1,
        language: expect.stringMatching(/deu|ger/),
        title: null,
        isDefault: true,
      },
      { codec: "flac", channels: 2, language: null, title: "The room", isDefault: false },
    ]);
  });

  test("is heard by the one that was asked for", async () => {
    expect(await probe(3)).toMatchObject({ audioTrack: 3, audio: { index: 2, channels: 2 } });
  });

  test("has no fourth, and says how many there are", async () => {
    await expect(probe(4)).rejects.toMatchObject({
      code: "MEDIA_TRACK_MISSING",
      message: expect.stringContaining("no sound track 4 in this file, it has 3"),
    });
  });
});
