import { spawn } from "node:child_process";
import { SAMPLE_RATE } from "../../worker/engines/engine";

/** Any sound as the WAV file that engines read. */
export function convertSound(file: string, wavPath: string): Promise<void> {
  const args = ["-v", "error", "-nostdin", "-y", "-i", file, "-vn", "-ac", "1", "-ar", String(SAMPLE_RATE)];
  const ffmpeg = spawn("ffmpeg", [...args, "-c:a", "pcm_s16le", "-bitexact", wavPath], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  return new Promise((resolve, reject) => {
    ffmpeg.on("error", reject);
    ffmpeg.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`ffmpeg could not read ${file}.`));
    });
  });
}
