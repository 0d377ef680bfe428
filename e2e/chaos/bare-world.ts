import { randomUUID } from "node:crypto";
import { Prisma, type PrismaClient } from "@/server/platform/db";
import { expectedText } from "./synthetic-work";
import type { World } from "./world";

const BURST = 4;

/** Jobs of graphile-worker as they come, with its own retries and nothing else. A job whose worker was killed stays
 * locked for four hours: the harness must call it lost. */
export const bareWorld: World<PrismaClient> = {
  workerEntry: "e2e/chaos/bare-worker.ts",
  // Workers are never idle, so that whoever is killed holds something.
  everyMs: 500,
  async prepare(pool) {
    await pool.query(`
      create table bare_results (item_id uuid not null, text text not null);
      create table bare_items (id uuid primary key)`);
  },
  createSubmission(prisma) {
    const itemIds = Array.from({ length: BURST }, () => randomUUID());
    const first = itemIds[0] as string;
    return {
      itemIds,
      async isAccepted() {
        const rows = await prisma.$queryRaw<unknown[]>(
          Prisma.sql`select 1 from bare_items where id = ${first}::uuid`,
        );
        return rows.length > 0;
      },
      submit: () =>
        prisma.$transaction(async (tx) => {
          await tx.$executeRaw(Prisma.sql`insert into bare_items select unnest(${itemIds}::uuid[])`);
          await tx.$executeRaw(Prisma.sql`
            select graphile_worker.add_job('hear', json_build_object('id', id)) from unnest(${itemIds}::uuid[]) id`);
        }),
    };
  },
  listBusyWorkers: async () => [],
  async look(pool) {
    const { rows } = await pool.query<{ ended: number; waiting: number }>(`
      select (select count(distinct item_id)::int from bare_results) as ended,
        (select count(*)::int from graphile_worker.jobs where locked_at is null) as waiting`);
    return { ended: rows[0]?.ended ?? 0, failed: 0, idle: rows[0]?.waiting === 0 };
  },
  async judge(pool) {
    const { rows } = await pool.query<{ item_id: string; texts: string[] }>(
      "select item_id, array_agg(text) as texts from bare_results group by item_id",
    );
    return {
      double: rows.filter(({ texts }) => texts.length > 1).length,
      stale: 0,
      wrongText: rows.filter(({ item_id: id, texts }) => texts[0] !== expectedText(id)).length,
    };
  },
};
