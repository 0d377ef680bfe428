import { makeWorkerUtils, runMigrations } from "graphile-worker";
import type pg from "pg";

/** Brings the queue's own tables to the version this code speaks. */
export async function prepareQueue(pool: pg.Pool): Promise<void> {
  await runMigrations({ pgPool: pool });
}

/** Clears away jobs that ended badly in the queue; the items keep the truth about them. */
export async function cleanQueue(pool: pg.Pool): Promise<void> {
  const utils = await makeWorkerUtils({ pgPool: pool });
  try {
    await utils.cleanup({ tasks: ["DELETE_PERMAFAILED_JOBS"] });
  } finally {
    await utils.release();
  }
}
