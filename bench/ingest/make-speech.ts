import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { getMediaToolPaths } from "@/server/platform/media-tools";
import { fixturePath } from "../../e2e/fixtures/fixture-path";

const run = promisify(execFile);

/** Speech of this length as people have it: an mp3 of two channels at 44.1 kHz.
 * @returns its path */
export async function makeSpeech(folder: string, seconds: number): Promise<string> {
  const { ffmpeg } = await getMediaToolPaths();
  const piece = path.join(folder, "piece.mp3");
  await run(ffmpeg, [
    ...["-nostdin", "-v", "error", "-stream_loop", "-1", "-i", fixturePath("island.mp3"), "-t", "300"],
    ...["-ac", "2", "-ar", "44100", "-b:a", "128k", "-y", piece],
  ]);
  const target = path.join(folder, `${seconds}.mp3`);
  await run(ffmpeg, [
    ...[
      "-nostdin",
      "-v",
      "error",
      "-stream_loop",
      "-1",
      "-i",
      piece,
      "-c",
      "copy",
      "-t",
      String(seconds),
      "-y",
      target,
    ],
  ]);
  return target;
}
