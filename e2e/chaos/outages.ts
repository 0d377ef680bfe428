import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";

/** From when to when the database answered nobody. */
export interface Outage {
  fromMs: number;
  toMs: number;
}

const LOOK_EVERY_MS = 50;
const PATIENCE_MS = 1_000;

/** Asks the database all the time whether it answers: one killed server process takes it down for seconds too. */
export function watchOutages(connectionString: string): { outages: Outage[]; stop(): Promise<void> } {
  const outages: Outage[] = [];
  let stopping = false;
  let current: Outage | null = null;

  const ended = (async () => {
    while (!stopping) {
      const askedMs = Date.now();
      if (await answers(connectionString)) {
        if (current) current.toMs = Date.now();
        current = null;
      } else {
        if (!current) {
          current = { fromMs: askedMs, toMs: askedMs };
          outages.push(current);
        }
        current.toMs = Date.now();
      }
      await delay(LOOK_EVERY_MS);
    }
  })();
  return {
    outages,
    stop: async () => {
      stopping = true;
      await ended;
    },
  };
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
