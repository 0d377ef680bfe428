import { readFileSync } from "node:fs";
import path from "node:path";
import pg from "pg";

/** The database of the Trax that runs in a home. */
export async function withDatabase<T>(home: string, use: (pool: pg.Pool) => Promise<T>): Promise<T> {
  const connectionString = readFileSync(path.join(home, "database-url"), "utf8").trim();
  const pool = new pg.Pool({ connectionString, max: 1 });
  try {
    return await use(pool);
  } finally {
    await pool.end();
  }
}
