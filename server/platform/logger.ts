import { writeSync } from "node:fs";
import pino, { type Logger } from "pino";
import { getSettings } from "./env";
import { processWide } from "./process-wide";

export type { Logger };

/** JSON lines on standard output; the supervisor keeps them in TRAX_HOME/logs. One wide line a request or job. */
export function getLogger(): Logger {
  return processWide("logger", () =>
    pino(
      {
        level: getSettings().TRAX_LOG_LEVEL,
        base: { process: process.title === "node" ? undefined : process.title },
        timestamp: pino.stdTimeFunctions.isoTime,
      },
      { write: writeLine },
    ),
  );
}

const ATTEMPTS = 20;
const PAUSE_MS = 5;

/** A full pipe gets a tenth of a second to be read; a line that still does not fit, or whose reader is gone, is
 * dropped. Pino's own writer waits for a reader for ever, and with a dead supervisor that is what keeps a process
 * from ending. */
function writeLine(line: string): void {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    try {
      writeSync(1, line);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
