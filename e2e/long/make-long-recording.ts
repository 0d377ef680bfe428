import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { getMediaToolPaths } from "@/server/platform/media-tools";
import { fixturePath } from "../fixtures/fixture-path";

/** The island recording again and again, written by ffmpeg as it goes: hours take no memory.
 * @returns the file */
export async function makeLongRecording(folder: string, hours: number): Promise<string> {
  const file = path.join(folder, "long.mp3");
  const { ffmpeg } = await getMediaToolPaths();
  const loops = [
    "-stream_loop",
    "-1",
    "-i",
    fixturePath("island.mp3"),
    "-c",
    "copy",
    "-t",
    String(hours * 3600),
  ];
  await promisify(execFile)(ffmpeg, ["-nostdin", "-v", "error", "-y", ...loops, file]);
  return file;
}
