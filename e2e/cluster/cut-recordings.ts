import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const PIECE_SECONDS = 6;
/** Names with the seconds they last. */
const fixtures: [name: string, seconds: number][] = [
  ["island.mp3", 45],
  ["station.ogg", 11],
  ["garden.mp4", 9],
];

/** Small recordings, each different from all others, cut out of the fixtures. */
export async function cutRecordings(folder: string, count: number): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const [name, seconds] = fixtures[index % fixtures.length] as [string, number];
    const file = path.join(folder, `piece-${String(index).padStart(4, "0")}.mp3`);
    const start = ((index * 0.37) % (seconds - PIECE_SECONDS)).toFixed(2);
    await run("ffmpeg", [
      ...["-nostdin", "-v", "error", "-ss", start, "-t", String(PIECE_SECONDS), "-i", fixture(name)],
      ...["-vn", "-ac", "1", "-ar", "24000", "-metadata", `title=piece ${index}`, file],
    ]);
    files.push(file);
  }
  return files;
}
