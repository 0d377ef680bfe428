import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { listProcesses, type ProcessFacts } from "./list-processes";

const root = fileURLToPath(new URL("..", import.meta.url));
/** A first start makes the production build. */
const startPatienceMs = 300_000;
const stopPatienceMs = 30_000;

export interface StartOptions {
  env?: Record<string, string>;
  /** A home that another start has used; it is then the caller's to remove. */
  home?: string;
  /** Another copy of the sources, where `npm start` itself is called. */
  folder?: string;
}

export interface TraxServer {
  url: string;
  home: string;
  /** Of the supervisor. */
  pid: number;
  /** Everything it printed so far. */
  output(): string;
  /** Its processes, found by TRAX_HOME: also those that outlived the supervisor. */
  processes(): ProcessFacts[];
  /** SIGTERM, then waits until it is gone. @throws when it takes too long or leaves a process behind */
  stop(): Promise<void>;
  /** kill -9 of the supervisor alone. */
  kill(): Promise<void>;
  /** Ends whatever is left by kill -9 and removes the home, for the end of a test. */
  cleanUp(): Promise<void>;
}

export interface StartResult {
  exitCode: number | null;
  output: string;
}

/** Starts `npm start`'s supervisor on a free port with a home of its own and waits until it is ready.
 * @throws with its output when it ends before that */
export async function startTrax(options: StartOptions = {}): Promise<TraxServer> {
  const home = options.home ?? mkdtempSync(path.join(tmpdir(), "trax-e2e-"));
  const { child, output, ended } = spawnSupervisor(home, options.env ?? {}, [], options.folder);
  const pid = child.pid as number;
  const processes = () => listProcesses(home);

  const cleanUp = async () => {
    for (const left of processes()) tryKill(left.pid);
    await waitUntil(() => processes().length === 0, stopPatienceMs);
    if (options.home === undefined) rmSync(home, { recursive: true, force: true });
  };

  const url = await Promise.race([
    waitUntil(() => /Trax is ready at (http:\/\/\S+)/.exec(output())?.[1], startPatienceMs),
    ended.then(() => undefined),
  ]);
  if (url === undefined) {
    await cleanUp();
    throw new Error(`Trax did not start:\n${output()}`);
  }

  return {
    url: url.replace(/\/$/, ""),
    home,
    pid,
    output,
    processes,
    cleanUp,
    async stop() {
      child.kill("SIGTERM");
      const gone = await waitUntil(
        () => child.exitCode !== null || child.signalCode !== null || undefined,
        stopPatienceMs,
      );
      // npm ends a moment before what it started.
      if (options.folder) await waitUntil(() => processes().length === 0, stopPatienceMs);
      const left = processes();
      if (gone && left.length === 0) return;
      const names = left.map((one) => `${one.pid} ${one.command}`).join("\n");
      await cleanUp();
      throw new Error(gone ? `Trax left processes behind:\n${names}` : `Trax did not stop:\n${output()}`);
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** A start that is expected to end by itself, at once. */
export async function runTrax(home: string, env: Record<string, string>): Promise<StartResult> {
  const { child, output, ended } = spawnSupervisor(home, env);
  const timer = setTimeout(() => child.kill("SIGKILL"), 60_000);
  await ended;
  clearTimeout(timer);
  return { exitCode: child.exitCode, output: output() };
}

/** `npm run web` or `npm run worker` for a home whose Trax runs. */
export function startPart(
  home: string,
  part: "web" | "worker",
): { output(): string; stop(): Promise<number | null> } {
  const { child, output, ended } = spawnSupervisor(home, {}, ["--only", part]);
  return {
    output,
    async stop() {
      child.kill("SIGTERM");
      await ended;
      return child.exitCode;
    },
  };
}

function spawnSupervisor(home: string, env: Record<string, string>, args: string[] = [], folder?: string) {
  const [program, ...words] = folder
    ? ["npm", "start", "--silent", "--", ...args]
    : [process.execPath, "--import", "tsx", "bin/start.ts", ...args];
  const child: ChildProcess = spawn(program as string, words, {
    cwd: folder ?? root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...inheritedEnvironment(), PORT: "0", ...env, TRAX_HOME: home } as unknown as NodeJS.ProcessEnv,
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
  }
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return { child, output: () => text, ended };
}

/** Settings of the developer's own shell have no say in a test. */
function inheritedEnvironment(): Record<string, string | undefined> {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(?:TRAX_|OPENAI_|DATABASE_URL$|PORT$|NODE_ENV$)/.test(name),
  );
  return Object.fromEntries(entries);
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It ended by itself in between.
  }
}

/** The first value that is neither false nor undefined; undefined when patience runs out. */
export async function waitUntil<T>(
  find: () => T | false | undefined,
  patienceMs: number,
): Promise<T | undefined> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = find();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
