import { type ChildProcess, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Host } from "./network";

const root = fileURLToPath(new URL("../..", import.meta.url));
const START_MS = 180_000;
const STOP_MS = 40_000;

export interface WorkerHost {
  stop(): Promise<void>;
}

/** Starts what `npm run worker` starts, on one host, with a TRAX_HOME of its own; resolves when it is ready. */
export async function startWorkerHost(
  host: Host,
  options: { home: string; env: Record<string, string>; bundled: boolean },
): Promise<WorkerHost> {
  await mkdir(options.home, { recursive: true });
  const script = path.join(root, "bin/start.ts");
  const [command, ...args] = host.wrap(process.execPath, [
    ...["--import", "tsx", script, "--only", "worker"],
    ...(options.bundled ? [] : ["--dev"]),
  ]);
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...options.env, TRAX_HOME: options.home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output = `${output}${text}`.slice(-4_000);
    });
  }
  const stop = () => endHost(host, child);
  try {
    await waitUntilReady(child, () => output);
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}

async function waitUntilReady(child: ChildProcess, readOutput: () => string): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (!readOutput().includes("worker is ready")) {
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error(`a worker did not start: ${readOutput().trim()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** In order first; what is left in the namespace, which nobody but this test uses, is ended by its number. */
async function endHost(host: Host, child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const force = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await ended;
    clearTimeout(force);
  }
  for (const pid of await host.listPids()) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended meanwhile.
    }
  }
}
