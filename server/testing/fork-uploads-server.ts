import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const entry = fileURLToPath(new URL("uploads-server.ts", import.meta.url));
const START_MS = 60_000;

export interface UploadsServer {
  port: number;
  /** The most memory it had so far, in bytes. Linux only. */
  measurePeakBytes(): Promise<number>;
  /** Leaves this much room on the disk of the uploads. */
  fill(freeBytes: number): Promise<void>;
  /** Gives that room back. */
  free(): Promise<void>;
  kill(): Promise<void>;
}

/** @param env what it finds besides this process's own environment
 * @param within a command that runs it, as `unshare` does
 * @param file a bundle, instead of the source by tsx */
export async function forkUploadsServer(options: {
  env: Record<string, string>;
  within?: string[];
  file?: string;
}): Promise<UploadsServer> {
  const node = [
    process.execPath,
    ...(options.file ? [options.file] : ["--import", import.meta.resolve("tsx"), entry]),
  ];
  const [command = "", ...args] = [...(options.within ?? []), ...node];
  const child = spawn(command, args, {
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let stderr = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-4_000);
  });
  const { port } = await hear<{ port: number }>(child, () => stderr);
  const say = async (message: object) => {
    child.send(message);
    await hear(child, () => stderr);
  };
  return {
    port,
    async measurePeakBytes() {
      const status = await readFile(`/proc/${child.pid}/status`, "utf8");
      return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
    },
    fill: (freeBytes) => say({ fill: freeBytes }),
    free: () => say({ free: true }),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

async function hear<T>(child: ChildProcess, explain: () => string): Promise<T> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), START_MS);
  try {
    return await Promise.race([
      once(child, "message", { signal: stop.signal }).then(([message]) => message as T),
      once(child, "exit", { signal: stop.signal }).then(() => {
        throw new Error(`The server of uploads ended:\n${explain()}`);
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
