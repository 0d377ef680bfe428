import { setTimeout as delay } from "node:timers/promises";

const PATIENCE_MS = 60_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 3_000;

/** Messages and codes of a database that is away or on its way up or down: the question was fine, nobody was there
 * to answer. */
const awayCodes =
  /\b(57P0[123]|08\d{3}|P1001|P1002|P1008|P1017|P2024|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT)\b/;
const awayMessages =
  /connection terminated|terminating connection|server closed the connection|starting up|shutting down|not yet accepting|in recovery mode|can't reach database|unable to start a transaction|connection timeout|timeout exceeded when trying to connect/i;

export function isDatabaseAway(error: unknown): boolean {
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth += 1) {
    const { code, meta } = each as { code?: unknown; meta?: unknown };
    if (awayCodes.test(`${String(code ?? "")} ${each.message}`) || awayMessages.test(each.message))
      return true;
    if (meta !== undefined && awayMessages.test(JSON.stringify(meta))) return true;
  }
  return false;
}

/** Asks again while the database is away, for a minute. For questions that may be asked twice: reads, and writes
 * that are guarded by a claim. */
export async function withDatabasePatience<T>(ask: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const until = Date.now() + PATIENCE_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
    try {
      return await ask();
    } catch (error) {
      if (!isDatabaseAway(error) || Date.now() > until || signal?.aborted) throw error;
      await delay(pause);
    }
  }
}
