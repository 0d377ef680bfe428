import { writeFile } from "node:fs/promises";
import { confineCommand, takeBack } from "@/server/platform/confine-command";
import { TraxError } from "@/server/platform/errors";
import { getMediaToolPaths } from "@/server/platform/media-tools";
import type { RunAccount } from "../resources/run-account";
import { runTool, type ToolOutput } from "./run-tool";

/** Behind speech recognition, in front of nothing. */
const NICENESS = 10;
const OUTPUT_BYTES = 16 * 1024 ** 2;

export interface FfmpegRun {
  /** Absolute. */
  source: string;
  /** Absolute; it is made, or written over. */
  target: string;
  /** Becomes the program's own. */
  jobFolder: string;
  /** It is ended when it takes longer. */
  seconds: number;
  threads: number;
  /** More is not written. */
  fileBytes: number;
  signal: AbortSignal;
  account: RunAccount;
  /** How far it is, in seconds of the recording; told with `-progress pipe:1`. */
  onSeconds?: (seconds: number) => void;
}

/** Makes a file of a hostile one: confined, under limits, out of the way of others.
 * @throws TraxError MEDIA_TIMEOUT, MEMORY_LIMIT, FFMPEG_MISSING; the signal's reason */
export async function runFfmpeg(
  run: FfmpegRun,
  build: (urls: { inputUrl: string; outputUrl: string }) => string[],
): Promise<ToolOutput> {
  const { source, target, jobFolder, seconds, threads, fileBytes, signal, account, onSeconds } = run;
  const { ffmpeg } = await getMediaToolPaths();
  await writeFile(target, "", { mode: 0o600 });
  const command = await confineCommand(
    ffmpeg,
    build,
    { input: source, output: target, folder: jobFolder },
    { memoryLimitMb: account.memoryLimitMb, cpuSeconds: seconds * threads, fileBytes: Math.round(fileBytes) },
  );
  const output = await runTool(command, {
    name: "ffmpeg",
    timeoutMs: seconds * 1000,
    maxBytes: OUTPUT_BYTES,
    niceness: NICENESS,
    signal,
    account,
    onStdout: (text) => {
      const at = /out_time_us=(\d+)/g;
      for (const match of text.matchAll(at)) onSeconds?.(Number(match[1]) / 1_000_000);
    },
  });
  await takeBack(target);
  if (output.isLate) throw new TraxError("MEDIA_TIMEOUT", { seconds: Math.round(seconds) });
  return output;
}

/** The last that it said, without the names of files. */
export function readReason({ stderr }: Pick<ToolOutput, "stderr">): string {
  const last = stderr.trim().split("\n").at(-1)?.trim();
  return (last || "no reason given").replace(/file:\S+/g, "the file").slice(0, 160);
}

const answers = new Map<string, Promise<string>>();

/** What the ffmpeg of this machine lists: its encoders or filters. */
export function listAbilities(
  option: "-encoders" | "-filters",
  signal: AbortSignal,
  account: RunAccount,
): Promise<string> {
  const found =
    answers.get(option) ??
    getMediaToolPaths()
      .then(({ ffmpeg }) =>
        runTool([ffmpeg, "-hide_banner", option], {
          ...{ name: "ffmpeg", timeoutMs: 20_000, maxBytes: OUTPUT_BYTES, signal, account },
        }),
      )
      .then(({ stdout }) => stdout)
      .catch((error: unknown) => {
        answers.delete(option);
        throw error;
      });
  answers.set(option, found);
  return found;
}
