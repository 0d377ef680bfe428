import { fileURLToPath } from "node:url";
import pg from "pg";
import { prepareQueue } from "@/server/jobs/queue";
import { migrate } from "@/server/operations/migrate";
import { keepPoolAlive } from "@/server/platform/keep-pool-alive";

const migrationsDir = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

/** Brings the tables, and those of the queue, to what this code speaks.
 * @throws TraxError DATABASE_UNREACHABLE, DATABASE_MIGRATION_FAILED, DATABASE_MIGRATION_EDITED,
 *   DATABASE_NEWER_THAN_CODE */
export async function prepareDatabase(connectionString: string): Promise<void> {
  await migrate({ connectionString, migrationsDir });
  const pool = new pg.Pool({ connectionString, max: 2 });
  keepPoolAlive(pool);
  try {
    await prepareQueue(pool);
  } finally {
    await pool.end();
  }
}
