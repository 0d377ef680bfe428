import type { ChildProcess } from "node:child_process";
import { PassThrough } from "node:stream";
import type { FfmpegCommand } from "fluent-ffmpeg";
import type { RunAccount } from "../resources/run-account";
import { parseBenchmark } from "./parse-benchmark";

const STDERR_KEPT_CHARS = 4_000;

export interface FollowedChild {
  /** Starts it; the stream ends when it does, also when it could not be started. */
  start(): PassThrough;
  /** Takes effect at once, or as soon as there is a process. */
  kill(): void;
  /** What fluent-ffmpeg says of the end, null when it was good. */
  readonly ended: Promise<Error | null>;
  /** Resolves when there is no process: gone, or never started. */
  readonly gone: Promise<void>;
  readStderr(): string;
}

/** The process behind a command of fluent-ffmpeg. The package forgets a kill that comes before its process, and
 * speaks of the end before the process has gone; here both hold. */
export function followChild(
  command: FfmpegCommand,
  account: RunAccount,
  onOverLimit: () => void,
): FollowedChild {
  const output = new PassThrough();
  let stderr = "";
  let child: ChildProcess | null = null;
  let isStarted = false;
  let isKilled = false;
  let isGone = () => {};
  const gone = new Promise<void>((resolve) => {
    isGone = resolve;
  });

  function kill(): void {
    isKilled = true;
    child?.kill("SIGKILL");
    if (!isStarted) isGone();
  }

  command.on("stderr", (line: string) => {
    stderr = `${stderr}\n${line}`.slice(-STDERR_KEPT_CHARS);
  });
  command.on("start", () => {
    child = (command as unknown as { ffmpegProc: ChildProcess }).ffmpegProc;
    if (child.pid === undefined) return;
    const watch = account.watch(child.pid, () => {
      onOverLimit();
      kill();
    });
    child.once("close", () => {
      watch.end(parseBenchmark(stderr));
      isGone();
    });
    if (isKilled) child.kill("SIGKILL");
  });
  const ended = new Promise<Error | null>((resolve) => {
    command.on("end", () => resolve(null));
    command.on("error", (error: Error) => {
      resolve(error);
      if (child?.pid !== undefined) return;
      // No process: nothing else would end the stream.
      output.end();
      isGone();
    });
  });

  return {
    start() {
      isStarted = true;
      command.pipe(output);
      return output;
    },
    kill,
    ended,
    gone,
    readStderr: () => stderr,
  };
}
