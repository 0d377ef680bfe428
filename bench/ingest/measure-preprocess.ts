import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { getMediaToolPaths } from "@/server/platform/media-tools";
import { quantile } from "../quantile";
import { makeSpeech } from "./make-speech";
import { preprocessFile } from "./preprocess-file";
import { withWorld } from "./with-world";

const run = promisify(execFile);

const SECONDS = 3_600;

/** One hour, both ways in turns: the step, and ffmpeg alone to a 16 kHz mono FLAC.
 * @returns the step's time over ffmpeg's: the median, and each pair's */
export function measurePreprocess({ pairs }: { pairs: number }): Promise<object> {
  return withWorld(async ({ prisma, folder }) => {
    const file = await makeSpeech(folder, SECONDS);
    const ratios: number[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      // Who is first changes: what the first leaves in memory helps the second.
      const before = pair % 2 === 0 ? await runBare(file, folder) : null;
      const { seconds } = await preprocessFile(prisma, file);
      const bareSeconds = before ?? (await runBare(file, folder));
      ratios.push(seconds / bareSeconds);
      console.error(`preprocess: ${seconds.toFixed(2)} s, ffmpeg alone ${bareSeconds.toFixed(2)} s`);
    }
    return { preprocessRatio: quantile(ratios, 0.5), preprocessRatios: ratios };
  });
}

async function runBare(file: string, folder: string): Promise<number> {
  const { ffmpeg } = await getMediaToolPaths();
  const target = path.join(folder, "bare.flac");
  const startedMs = performance.now();
  await run(ffmpeg, [
    ...["-nostdin", "-v", "error", "-i", file, "-map", "0:a:0", "-ac", "1", "-ar", "16000"],
    ...["-sample_fmt", "s16", "-y", target],
  ]);
  const seconds = (performance.now() - startedMs) / 1000;
  await rm(target);
  return seconds;
}
