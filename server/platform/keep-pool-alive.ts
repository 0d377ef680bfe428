import type pg from "pg";
import { getLogger } from "./logger";

/** A connection that breaks, idle or in use, must not end the process: the next query takes a new one. */
export function keepPoolAlive(pool: pg.Pool): void {
  const tell = (error: Error) => getLogger().warn({ err: error.message }, "database connection lost");
  pool.on("error", tell);
  pool.on("connect", (client) => client.on("error", tell));
}
