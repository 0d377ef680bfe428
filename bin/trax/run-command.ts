import { exitCodes } from "./exit-codes";
import { openSession, type Session } from "./session";

export interface CommandContext extends Session {
  /** Aborted by Ctrl-C (reason "interrupted") or by a signal to end (reason "terminated"). */
  signal: AbortSignal;
  /** To a person, on standard error. */
  say(line: string): void;
}

/** One press of Ctrl-C may arrive twice, from the terminal and from a parent process. */
const SAME_PRESS_MS = 400;

/** Opens a session, runs a command in it and closes it whatever happens.
 * @returns the exit code */
export async function runCommand(act: (context: CommandContext) => Promise<number>): Promise<number> {
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const stop = new AbortController();
  let pressedMs = 0;
  const onInterrupt = () => {
    if (Date.now() - pressedMs < SAME_PRESS_MS) return;
    // Whoever presses twice wants out, not an orderly end.
    if (pressedMs > 0) process.exit(exitCodes.interrupted);
    pressedMs = Date.now();
    stop.abort("interrupted");
  };
  const onTerminate = () => stop.abort("terminated");
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onTerminate);
  process.on("SIGHUP", onTerminate);
  const session = await openSession(say);
  try {
    const code = stop.signal.aborted ? null : await act({ ...session, signal: stop.signal, say });
    return exitCodeOfSignal(stop.signal) ?? code ?? exitCodes.ok;
  } catch (error) {
    const code = exitCodeOfSignal(stop.signal);
    if (code === null) throw error;
    return code;
  } finally {
    await session.close();
  }
}

function exitCodeOfSignal(signal: AbortSignal): number | null {
  if (!signal.aborted) return null;
  return signal.reason === "interrupted" ? exitCodes.interrupted : exitCodes.terminated;
}
