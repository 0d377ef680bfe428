import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { quantile } from "../quantile";
import { sampleMemory } from "../speech/sample-memory";
import { makeSpeech } from "./make-speech";
import { withWorld } from "./with-world";

const entry = fileURLToPath(new URL("./preprocess-once.ts", import.meta.url));

const SHORT_SECONDS = 600;
const LONG_SECONDS = 36_000;
/** A long one takes minutes, and hardly differs from one time to the next. */
const MOST_PAIRS = 5;

/** What preprocessing ten hours holds at most beside what ten minutes do, with ffmpeg and all other children.
 * @returns the ratio of the peaks: the median, and each pair's; MB, pages that several share counted once */
export function measureMemory({ pairs }: { pairs: number }): Promise<object> {
  return withWorld(async ({ folder, connectionString }) => {
    const short = await makeSpeech(folder, SHORT_SECONDS);
    const long = await makeSpeech(folder, LONG_SECONDS);
    const ratios: number[] = [];
    const peaksMb: { short: number; long: number }[] = [];
    for (let pair = 0; pair < Math.min(pairs, MOST_PAIRS); pair += 1) {
      const peaks = {
        short: await findPeakMb(short, connectionString),
        long: await findPeakMb(long, connectionString),
      };
      peaksMb.push(peaks);
      ratios.push(peaks.long / peaks.short);
      console.error(`memory: 10 hours ${peaks.long} MB, 10 minutes ${peaks.short} MB`);
    }
    return { memoryRatio: quantile(ratios, 0.5), memoryRatios: ratios, peaksMb };
  });
}

async function findPeakMb(file: string, connectionString: string): Promise<number> {
  const child = spawn(process.execPath, ["--import", "tsx", entry, file], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, TRAX_TEST_DATABASE: connectionString },
  });
  const memory = sampleMemory(child.pid ?? 0, 200);
  const [code] = await once(child, "exit");
  const { peakPssMb } = await memory.stop();
  if (code !== 0) throw new Error(`preprocessing ${file} ended with ${code}`);
  return peakPssMb;
}
