import { getFetchedModel } from "@/core/speech/fetched-models";
import { getPrisma, Prisma, type PrismaClient } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { countWorkForModel } from "./data";
import { type ModelWish, type ModelWishInput, modelWishInput } from "./schema";

/** What is asked of a machine's models: a worker there does it within seconds. */

/** Has a model fetched ahead of time; what is there of it is gone on with, what is damaged is fetched again.
 * @throws TraxError MODEL_NO_WORKER */
export async function fetchModel(
  input: ModelWishInput,
  prisma: PrismaClient = getPrisma(),
): Promise<boolean> {
  return wish(input, "fetch", prisma);
}

/** Ends a fetch, whoever began it; what came is kept.
 * @throws TraxError MODEL_NO_WORKER */
export async function cancelModelFetch(
  input: ModelWishInput,
  prisma: PrismaClient = getPrisma(),
): Promise<boolean> {
  return wish(input, "cancel", prisma);
}

/** @throws TraxError MODEL_IN_USE while a recording of anybody waits for it, MODEL_NO_WORKER */
export async function removeModel(
  input: ModelWishInput,
  prisma: PrismaClient = getPrisma(),
): Promise<boolean> {
  const count = await countWorkForModel(input.model, prisma);
  if (count > 0) throw new TraxError("MODEL_IN_USE", { model: getFetchedModel(input.model).name, count });
  return wish(input, "remove", prisma);
}

/** False where it was asked for already. */
async function wish(rawInput: ModelWishInput, wanted: ModelWish, prisma: PrismaClient): Promise<boolean> {
  const { host, home, model } = modelWishInput.parse(rawInput);
  const [row] = await prisma.$queryRaw<{ changed: boolean }[]>(Prisma.sql`
    with before as (
      select wish from speech_models where host = ${host} and home = ${home} and model = ${model} for update
    )
    update speech_models m set wish = ${wanted}, wished_at = now(),
      error_code = case when ${wanted} = 'fetch' then null else error_code end,
      last_error = case when ${wanted} = 'fetch' then null else last_error end
    from before where m.host = ${host} and m.home = ${home} and m.model = ${model}
    returning before.wish is distinct from ${wanted} as changed`);
  if (!row) throw new TraxError("MODEL_NO_WORKER");
  return row.changed;
}
