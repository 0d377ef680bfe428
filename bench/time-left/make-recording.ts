import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import ffmpeg from "@ffmpeg-installer/ffmpeg";
import ffprobe from "@ffprobe-installer/ffprobe";

const run = promisify(execFile);
const soundExtensions = new Set([".flac", ".wav", ".mp3", ".m4a", ".ogg", ".opus"]);

export interface Clip {
  file: string;
  seconds: number;
}

export async function listClips(dir: string): Promise<Clip[]> {
  const names = (await readdir(dir)).filter((name) => soundExtensions.has(path.extname(name))).sort();
  const clips = await Promise.all(
    names.map(async (name) => {
      const file = path.join(dir, name);
      const args = ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", file];
      return { file, seconds: Number((await run(ffprobe.path, args)).stdout) };
    }),
  );
  return clips.filter(({ seconds }) => seconds > 0);
}

/** A WAV file of this many seconds, of clips in an order that `random` draws; the last is cut. */
export async function makeRecording(
  clips: readonly Clip[],
  seconds: number,
  target: string,
  random: () => number,
): Promise<Buffer> {
  const chosen: string[] = [];
  for (let length = 0; length < seconds; ) {
    const clip = clips[Math.floor(random() * clips.length)] as Clip;
    chosen.push(clip.file);
    length += clip.seconds;
  }
  const evened = chosen.map((_, at) => `[${at}:a]aresample=16000,aformat=channel_layouts=mono[p${at}]`);
  const joined = `${chosen.map((_, at) => `[p${at}]`).join("")}concat=n=${chosen.length}:v=0:a=1[out]`;
  await run(ffmpeg.path, [
    ...["-v", "error", "-y"],
    ...chosen.flatMap((file) => ["-i", file]),
    ...["-filter_complex", [...evened, joined].join(";"), "-map", "[out]", "-t", seconds.toFixed(2), target],
  ]);
  return readFile(target);
}
