import pino, { type Logger } from "pino";
import { getSettings } from "./env";
import { processWide } from "./process-wide";

export type { Logger };

/** JSON lines on standard output; the supervisor keeps them in TRAX_HOME/logs. One wide line a request or job. */
export function getLogger(): Logger {
  return processWide("logger", () =>
    pino({
      level: getSettings().TRAX_LOG_LEVEL,
      base: { process: process.title === "node" ? undefined : process.title },
      timestamp: pino.stdTimeFunctions.isoTime,
    }),
  );
}
