import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface ChildOptions {
  name: string;
  /** Bundled JavaScript. */
  file: string;
  env: Record<string, string>;
  logsFolder: string;
}

export interface Child {
  pid: number;
  process: ChildProcess;
  /** True when it said that it is ready, false when it ended before. */
  ready: Promise<boolean>;
  exited: Promise<void>;
}

/** Starts a process as the product's supervisor does: a group of its own, and a channel on which it says that it is
 * ready and by which it notices when this process is gone. */
export function startChild({ name, file, env, logsFolder }: ChildOptions): Child {
  mkdirSync(logsFolder, { recursive: true });
  const log = createWriteStream(path.join(logsFolder, `${name}.log`), { flags: "a" });
  const child = spawn(process.execPath, ["--enable-source-maps", file], {
    cwd: root,
    env: { ...cleanEnvironment(), ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
  });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const exited = new Promise<void>((resolve) => {
    child.once("error", () => resolve());
    child.once("exit", () => resolve());
  });
  void exited.then(() => log.end());
  const ready = new Promise<boolean>((resolve) => {
    child.on("message", (message) => {
      if ((message as { type?: string } | null)?.type === "ready") resolve(true);
    });
    void exited.then(() => resolve(false));
  });
  return { pid: child.pid as number, process: child, ready, exited };
}

/** Settings of the developer's own shell have no say. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(?:TRAX_|DATABASE_URL$|PORT$)/.test(name),
  );
  return { ...Object.fromEntries(entries), NODE_ENV: "production" };
}
