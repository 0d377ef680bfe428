import { Logger } from "graphile-worker";
import { getLogger } from "@/server/platform/logger";

/** The queue's own words, in our log. Its "info" tells of every job, which the job line of run-item does better. */
export function queueLogger(runner: string): Logger {
  return new Logger(() => (level, message) => {
    const logger = getLogger();
    if (level === "error") logger.error({ runner }, message);
    else if (level === "warning") logger.warn({ runner }, message);
    else logger.debug({ runner }, message);
  });
}
