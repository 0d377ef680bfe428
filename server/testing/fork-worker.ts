import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";

const START_MS = 60_000;

export interface ForkedWorker {
  /** The most memory it had so far, in bytes. Linux only. */
  measurePeakBytes(): Promise<number>;
  /** The longest that its event loop was kept from turning since it was last asked, in milliseconds. */
  measureLongestDelayMs(): Promise<number>;
  kill(): Promise<void>;
}

/** Starts a worker as a process of its own, as the supervisor does, and waits until it takes work.
 * @param file a bundle of worker/steps/fixtures/measured-worker.ts
 * @param env its settings: nothing of this process's own */
export async function forkWorker(file: string, env: Record<string, string>): Promise<ForkedWorker> {
  const child = spawn(process.execPath, ["--heap-growing-percent=30", file], {
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...env } as NodeJS.ProcessEnv,
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-4_000);
  });
  await hear(child, () => stderr);
  return {
    async measurePeakBytes() {
      const status = await readFile(`/proc/${child.pid}/status`, "utf8");
      return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
    },
    async measureLongestDelayMs() {
      child.send({ measure: true });
      const { longestDelayMs } = (await hear(child, () => stderr)) as { longestDelayMs: number };
      return longestDelayMs;
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

async function hear(child: ChildProcess, explain: () => string): Promise<unknown> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), START_MS);
  try {
    return await Promise.race([
      once(child, "message", { signal: stop.signal }).then(([message]) => message as unknown),
      once(child, "exit", { signal: stop.signal }).then(() => {
        throw new Error(`The worker ended:\n${explain()}`);
      }),
    ]);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}
