import { spawn } from "node:child_process";
import { setPriority } from "node:os";
import { bareEnv } from "@/server/platform/confine-command";
import { TraxError } from "@/server/platform/errors";
import type { RunAccount } from "../resources/run-account";

export interface ToolOutput {
  stdout: string;
  stderr: string;
  /** Null when a signal ended it. */
  code: number | null;
  /** It was ended because it took too long. */
  isLate: boolean;
}

const STDERR_KEPT_CHARS = 8_000;

/** Runs a program to its end and returns what it said. Whatever happens, the process is gone when this settles.
 * @param maxBytes of output; more of it ends the program
 * @param niceness 0 to 19: how far it stands back behind others
 * @param onStdout hears the output as it comes
 * @throws the signal's reason, MEMORY_LIMIT, STEP_FAILED when the program cannot be started */
export async function runTool(
  [program = "", ...args]: string[],
  options: {
    name: string;
    timeoutMs: number;
    maxBytes: number;
    niceness?: number;
    signal: AbortSignal;
    account: RunAccount;
    onStdout?: (text: string) => void;
  },
): Promise<ToolOutput> {
  const { name, timeoutMs, maxBytes, signal, account } = options;
  signal.throwIfAborted();
  const child = spawn(program, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: bareEnv,
  });
  if (options.niceness && child.pid !== undefined) standBack(child.pid, options.niceness);
  const kill = () => void child.kill("SIGKILL");
  let isLate = false;
  let isOver = false;
  let bytes = 0;
  const stdout: Buffer[] = [];
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) kill();
    else stdout.push(chunk);
    options.onStdout?.(chunk.toString("latin1"));
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-STDERR_KEPT_CHARS);
  });
  const watch = account.watch(child.pid, () => {
    isOver = true;
    kill();
  });
  const timer = setTimeout(() => {
    isLate = true;
    kill();
  }, timeoutMs);
  signal.addEventListener("abort", kill, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("close", resolve);
      // Without a pid it never started, and there is nothing to wait for.
      child.once("error", (error) => {
        if (child.pid === undefined) reject(new TraxError("STEP_FAILED", { reason: error.message }));
      });
    });
    signal.throwIfAborted();
    if (isOver) throw new TraxError("MEMORY_LIMIT", { limit: account.memoryLimitMb, program: name });
    return { stdout: Buffer.concat(stdout).toString("utf8"), stderr, code, isLate };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", kill);
    watch.end();
  }
}

function standBack(pid: number, niceness: number): void {
  try {
    setPriority(pid, niceness);
  } catch {
    // It has ended already, or the system does not let us: it runs as it is.
  }
}
