import { fork } from "node:child_process";
import { type EngineReply, type EngineRequest, isEngineReply } from "./engine-messages";

/** How a child is started: a TypeScript file by tsx in development, a bundle in production. */
export interface ChildEntry {
  path: string;
  execArgv: string[];
}

export interface EngineChild {
  readonly pid: number | undefined;
  /** False from the moment it was told to end. */
  isUsable(): boolean;
  /** A request that cannot be sent ends the child. */
  send(request: EngineRequest): void;
  kill(): void;
  /** Resolves with the reason once the process is gone. */
  readonly ended: Promise<string>;
}

const stderrKeptChars = 2_000;
const stderrPatienceMs = 1_000;

export function spawnEngineChild(
  entry: ChildEntry,
  modelsDir: string,
  onReply: (reply: EngineReply) => void,
): EngineChild {
  const forked = fork(entry.path, [modelsDir], {
    execArgv: entry.execArgv,
    // Plain JSON would turn typed arrays into objects of numbered keys.
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const kill = () => void forked.kill("SIGKILL");
  let stderr = "";
  forked.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-stderrKeptChars);
  });
  forked.on("message", (message) => {
    if (isEngineReply(message)) onReply(message);
  });
  const ended = new Promise<string>((resolve) => {
    // "close" and not "exit": only then has all of stderr been read. Something that the child started may hold it
    // open, so not for ever.
    const end = (code: number | null, signal: NodeJS.Signals | null) =>
      resolve(describeEnd(code, signal, stderr));
    forked.on("close", end);
    forked.on("exit", (code, signal) => void setTimeout(() => end(code, signal), stderrPatienceMs).unref());
    forked.on("error", (error) => {
      // Without a pid it never started, and no "close" follows.
      if (forked.pid === undefined) resolve(error.message);
      else kill();
    });
  });
  return {
    pid: forked.pid,
    isUsable: () => forked.connected && !forked.killed,
    send: (request) => {
      forked.send(request, (error) => {
        if (error) kill();
      });
    },
    kill,
    ended,
  };
}

function describeEnd(code: number | null, signal: NodeJS.Signals | null, stderr: string): string {
  const lastLine = stderr.trim().split("\n").at(-1)?.trim();
  const how = signal ? `signal ${signal}` : `exit code ${code}`;
  return lastLine ? `${how}: ${lastLine}` : how;
}
