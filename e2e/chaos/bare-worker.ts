import { availableParallelism } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { run } from "graphile-worker";
import pg from "pg";
import { z } from "zod";
import { serveAsChild } from "@/bin/supervisor/serve-as-child";
import { keepPoolAlive } from "@/server/platform/keep-pool-alive";
import { queueLogger } from "@/worker/queue-logger";
import { CHUNKS, decodeSynthetic } from "./synthetic-work";

/** The same work on the bare queue, as its own documentation has it: no heartbeat, no sweeper, no token. */

process.title = "trax bare worker";
const payloadOf = z.object({ id: z.uuid() });

serveAsChild(async () => {
  const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
  keepPoolAlive(pool);
  const runner = await run({
    pgPool: pool,
    concurrency: Math.max(1, Math.round(availableParallelism() * 0.9)),
    noHandleSignals: true,
    logger: queueLogger("bare"),
    taskList: {
      hear: async (payload) => {
        const { id } = payloadOf.parse(payload);
        const texts: string[] = [];
        for (let index = 0; index < CHUNKS; index += 1) {
          const { text, decodeMs } = decodeSynthetic(id, index);
          await delay(decodeMs);
          texts.push(text);
        }
        await pool.query("insert into bare_results (item_id, text) values ($1, $2)", [id, texts.join(" ")]);
      },
    },
  });
  return {
    async stop() {
      await runner.stop();
      await pool.end();
    },
  };
});
