import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, rename, stat } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { STOP_GRACE_MS } from "@/server/platform/patience";

export interface ChildPlan {
  name: string;
  command: string;
  args: string[];
  /** Asked anew for every start: a worker is told of the one before it. */
  env: () => NodeJS.ProcessEnv;
  cwd: string;
  logsFolder: string;
}

export interface SupervisedChild {
  /** Resolves when the child says it is ready, rejects when it ends before that for the first time. */
  ready: Promise<void>;
  restart(): void;
  stop(): Promise<void>;
}

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 10_000;
/** A child that lived this long starts again without delay. */
const STEADY_MS = 30_000;
const LOG_BYTES = 20 * 1024 ** 2;
const PINO_WARN = 40;

/** Keeps one child process running: starts it again when it dies, with growing patience when it dies at once. The
 * child has a process group of its own, so that Ctrl-C reaches the supervisor alone and the stop is in order. */
export function superviseChild(plan: ChildPlan): SupervisedChild {
  let child: ChildProcess | null = null;
  let stopping = false;
  let wasReady = false;
  let failures = 0;
  let timer: NodeJS.Timeout | null = null;
  let resolveReady: () => void = () => {};
  let rejectReady: (error: Error) => void = () => {};
  const ready = new Promise<void>((resolve, reject) => {
    resolveReady = resolve;
    rejectReady = reject;
  });

  function start(): void {
    timer = null;
    const startedMs = Date.now();
    const started = spawn(plan.command, plan.args, {
      cwd: plan.cwd,
      env: plan.env(),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      detached: true,
    });
    child = started;
    void keepLog(plan, started);
    started.on("message", (message) => {
      if ((message as { type?: string } | null)?.type === "ready") {
        wasReady = true;
        resolveReady();
      }
    });
    // Without a pid it never was: no memory, no process left. Another attempt comes after a while.
    started.once("error", (error) => {
      if (started.pid !== undefined || stopping) return;
      child = null;
      if (!wasReady) rejectReady(error);
      process.stderr.write(`The ${plan.name} process could not be started (${error.message}).\n`);
      timer = setTimeout(start, LONGEST_DELAY_MS);
    });
    started.once("exit", (code, signal) => {
      child = null;
      if (stopping) return;
      if (!wasReady) {
        rejectReady(new Error(`The ${plan.name} process did not start (${signal ?? `code ${code}`}).`));
      }
      failures = Date.now() - startedMs > STEADY_MS ? 0 : failures + 1;
      const delay = failures <= 1 ? 0 : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 2));
      process.stderr.write(
        `The ${plan.name} process ended (${signal ?? `code ${code}`}) and is started again.\n`,
      );
      timer = setTimeout(start, delay);
    });
  }

  start();
  return {
    ready,
    restart: () => void child?.kill("SIGTERM"),
    async stop() {
      stopping = true;
      if (timer) clearTimeout(timer);
      const last = child;
      if (!last || last.exitCode !== null) return;
      await new Promise<void>((resolve) => {
        const force = setTimeout(() => last.kill("SIGKILL"), STOP_GRACE_MS);
        last.once("exit", () => {
          clearTimeout(force);
          resolve();
        });
        last.kill("SIGTERM");
      });
    },
  };
}

/** Everything into the log file; warnings and worse also to the terminal. */
async function keepLog(plan: ChildPlan, child: ChildProcess): Promise<void> {
  const file = path.join(plan.logsFolder, `${plan.name}.log`);
  await mkdir(plan.logsFolder, { recursive: true });
  const size = await stat(file).then(
    (info) => info.size,
    () => 0,
  );
  if (size > LOG_BYTES) await rename(file, `${file}.1`).catch(() => {});
  const log = createWriteStream(file, { flags: "a", mode: 0o600 });
  log.on("error", () => {});
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on("line", (line) => {
      log.write(`${line}\n`);
      const shown = stream === child.stderr ? line : warningOf(line);
      if (shown) process.stderr.write(`${plan.name}: ${shown}\n`);
    });
  }
  child.once("close", () => log.end());
}

function warningOf(line: string): string | null {
  try {
    const entry = JSON.parse(line) as { level?: number; msg?: string; err?: unknown };
    if ((entry.level ?? 0) < PINO_WARN) return null;
    return `${entry.msg ?? ""} ${typeof entry.err === "string" ? entry.err.split("\n")[0] : ""}`.trim();
  } catch {
    return null;
  }
}
