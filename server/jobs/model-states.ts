import { Prisma, type PrismaClient } from "@/server/platform/db";
import type { TraxError } from "@/server/platform/errors";

/** How speech models stand at a place, as its workers say it: the only writer of what pages read of them. A place is a
 * machine and a TRAX_HOME on it. */

export interface ModelPlaceKey {
  host: string;
  home: string;
}

export interface ModelStateTold {
  state: "absent" | "fetching" | "ready" | "damaged" | "failed";
  bytes: number;
  /** Left out: as it was told last. */
  totalBytes?: number;
  error?: TraxError;
}

export async function tellModelState(
  prisma: PrismaClient,
  { host, home }: ModelPlaceKey,
  model: string,
  { state, bytes, totalBytes, error }: ModelStateTold,
): Promise<void> {
  const total = totalBytes === undefined ? null : BigInt(totalBytes);
  await prisma.$executeRaw(Prisma.sql`
    insert into speech_models as m (host, home, model, state, bytes, total_bytes, error_code, last_error, seen_at)
    values (${host}, ${home}, ${model}, ${state}, ${BigInt(bytes)}::bigint, coalesce(${total}::bigint, 0),
      ${error?.code ?? null}, ${error?.message ?? null}, now())
    on conflict (host, home, model) do update set state = excluded.state, bytes = excluded.bytes,
      total_bytes = coalesce(${total}::bigint, m.total_bytes), error_code = excluded.error_code,
      last_error = excluded.last_error, seen_at = now()`);
}

/** Says that a place is there, with what is on its disk: what went wrong last stays told until something else is. */
export async function noteModelOnDisk(
  prisma: PrismaClient,
  { host, home }: ModelPlaceKey,
  model: string,
  { state, bytes, error }: ModelStateTold,
): Promise<void> {
  await prisma.$executeRaw(Prisma.sql`
    insert into speech_models as m (host, home, model, state, bytes, error_code, last_error, seen_at)
    values (${host}, ${home}, ${model}, ${state}, ${BigInt(bytes)}::bigint, ${error?.code ?? null},
      ${error?.message ?? null}, now())
    on conflict (host, home, model) do update set
      state = case when m.state = 'failed' and excluded.state = 'absent' then m.state else excluded.state end,
      error_code = case when m.state = 'failed' and excluded.state = 'absent' then m.error_code else excluded.error_code end,
      last_error = case when m.state = 'failed' and excluded.state = 'absent' then m.last_error else excluded.last_error end,
      bytes = excluded.bytes, seen_at = now()`);
}

/** What was asked for of a place's models and is not done yet, oldest first. */
export async function listModelWishes(
  prisma: PrismaClient,
  { host, home }: ModelPlaceKey,
): Promise<{ model: string; wish: string; wishedAt: Date }[]> {
  return prisma.$queryRaw(Prisma.sql`
    select model, wish, wished_at as "wishedAt" from speech_models
    where host = ${host} and home = ${home} and wish is not null order by wished_at, model`);
}

/** A wish that was done, or could not be; one that came meanwhile stays. */
export async function endModelWish(
  prisma: PrismaClient,
  { host, home }: ModelPlaceKey,
  model: string,
  wish: string,
): Promise<void> {
  await prisma.$executeRaw(Prisma.sql`
    update speech_models set wish = null, wished_at = null
    where host = ${host} and home = ${home} and model = ${model} and wish = ${wish}`);
}

/** Places that were not heard of for a month are gone. */
export async function removeOldModelPlaces(prisma: PrismaClient): Promise<void> {
  await prisma.$executeRaw(Prisma.sql`delete from speech_models where seen_at < now() - interval '30 days'`);
}
