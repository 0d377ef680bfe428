import type { z } from "zod";
import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";
import type { cacheFigures } from "./schema";

/** What models answered, by what they were asked: the same is never paid for twice. */

export interface KeptAnswer {
  text: string;
  inputTokens: number;
  outputTokens: number;
  dollars: number | null;
}

export async function findKeptAnswer(
  ownerId: number,
  key: string,
  db: Db = getPrisma(),
): Promise<string | null> {
  return (await findKeptReply(ownerId, key, db))?.text ?? null;
}

/** The same with what it cost, and when. */
export async function findKeptReply(
  ownerId: number,
  key: string,
  db: Db = getPrisma(),
): Promise<(KeptAnswer & { createdAt: Date }) | null> {
  const [row] = await db.$queryRaw<(KeptAnswer & { createdAt: Date })[]>(Prisma.sql`
    update enhancement_cache set hits = least(hits, 2147483646) + 1, last_used_at = now()
    where owner_id = ${ownerId} and key = ${key} and expires_at > now()
    returning answer as text, input_tokens as "inputTokens", output_tokens as "outputTokens",
      cost_dollars as dollars, created_at as "createdAt"`);
  return row ?? null;
}

/** Of those, the ones that are there. */
export async function listKeptKeys(
  ownerId: number,
  keys: readonly string[],
  db: Db = getPrisma(),
): Promise<Set<string>> {
  const rows = await db.enhancementCacheEntry.findMany({
    where: { ownerId, key: { in: [...keys] }, expiresAt: { gt: new Date() } },
    select: { key: true },
  });
  return new Set(rows.map(({ key }) => key));
}

/** Of two who asked the same at once the first answer stays. */
export async function keepAnswer(
  ownerId: number,
  { key, model, answer }: { key: string; model: string; answer: KeptAnswer },
  db: Db = getPrisma(),
): Promise<void> {
  const days = getSettings().TRAX_ENHANCEMENT_CACHE_DAYS;
  const { text, inputTokens, outputTokens, dollars } = answer;
  await db.$executeRaw(Prisma.sql`
    insert into enhancement_cache (owner_id, key, model, answer, input_tokens, output_tokens, cost_dollars, expires_at)
    values (${ownerId}, ${key}, ${model}, ${text}, ${inputTokens}, ${outputTokens}, ${dollars}::float8,
      now() + make_interval(days => ${days}::int))
    on conflict (owner_id, key) do update set
      answer = excluded.answer, model = excluded.model, input_tokens = excluded.input_tokens,
      output_tokens = excluded.output_tokens, cost_dollars = excluded.cost_dollars, hits = 0, created_at = now(),
      last_used_at = now(), expires_at = excluded.expires_at
    where enhancement_cache.expires_at <= now()`);
}

/** Of what is kept now. */
export async function getCacheFigures(
  ownerId: number,
  db: Db = getPrisma(),
): Promise<z.infer<typeof cacheFigures>> {
  const [row] = await db.$queryRaw<
    { entries: number; hits: number; dollars: number | null; tokens: number }[]
  >(Prisma.sql`
    select count(*)::int as entries, coalesce(sum(hits), 0)::float8 as hits,
      sum(hits * cost_dollars) as dollars,
      coalesce(sum(hits::float8 * (input_tokens + output_tokens)), 0)::float8 as tokens
    from enhancement_cache where owner_id = ${ownerId} and expires_at > now()`);
  const { entries = 0, hits = 0, dollars = null, tokens = 0 } = row ?? {};
  const asked = entries + hits;
  return {
    ...{ entries, hits, savedTokens: tokens, savedDollars: dollars },
    hitRate: asked > 0 ? hits / asked : null,
  };
}

/** Returns how many there were. */
export async function clearCache(ownerId: number, db: Db = getPrisma()): Promise<number> {
  const { count } = await db.enhancementCacheEntry.deleteMany({ where: { ownerId } });
  return count;
}

/** Of all owners. Returns how many went. */
export async function removeExpiredAnswers(db: Db = getPrisma()): Promise<number> {
  return db.$executeRaw(Prisma.sql`delete from enhancement_cache where expires_at <= now()`);
}
