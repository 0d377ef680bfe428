import { run } from "graphile-worker";
import pg from "pg";
import { serveAsChild } from "@/bin/supervisor/serve-as-child";
import { queueLogger } from "@/worker/queue-logger";

/** The bare queue, with jobs that do nothing. */

process.title = "trax bench bare worker";

serveAsChild(async () => {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
  const runner = await run({
    pgPool: pool,
    concurrency: Number(process.env.TRAX_TEST_CONCURRENCY),
    noHandleSignals: true,
    logger: queueLogger("bare"),
    taskList: { noop: async () => {} },
  });
  return {
    async stop() {
      await runner.stop();
      await pool.end();
    },
  };
});
