import { fetchedModelIds, getFetchedModel } from "@/core/speech/fetched-models";
import { findSpeechModel } from "@/core/speech/speech-models";
import { getPrisma, Prisma, type PrismaClient } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";
import { isErrorCode } from "@/server/platform/error-sentences";
import type { ModelAtPlace, ModelView } from "./schema";

/** Workers say how models stand every half a minute; of a place that was silent for so long nothing is known. */
const silentAfterSeconds = 150;

type PlaceRow = Omit<ModelAtPlace, "error"> & {
  model: string;
  errorCode: string | null;
  lastError: string | null;
};

/** Every model that can be fetched, with how it stands on each machine. Models are the installation's, as its workers
 * are: they are the same for whoever asks. */
export async function listModels(
  prisma: PrismaClient = getPrisma(),
): Promise<{ source: string; models: ModelView[] }> {
  const rows = await prisma.$queryRaw<PlaceRow[]>(Prisma.sql`
    select host, home, model, state, bytes::float8 as bytes, total_bytes::float8 as "totalBytes",
      error_code as "errorCode", last_error as "lastError", wish
    from speech_models
    where seen_at > now() - make_interval(secs => ${silentAfterSeconds}::float8)
    order by host, home limit 1000`);
  return {
    source: getSettings().TRAX_MODELS_URL,
    models: fetchedModelIds.map((id) => {
      const { name, description, licence, sizeBytes, memoryMb } = getFetchedModel(id);
      const speech = findSpeechModel(id);
      return {
        ...{ id, name, description, licence, sizeBytes, memoryMb },
        hearing: speech && { languages: [...speech.languages], times: speech.times },
        places: rows
          .filter(({ model }) => model === id)
          .map(({ model: _, errorCode, lastError, ...place }) => ({
            ...place,
            error:
              errorCode === null
                ? null
                : { code: isErrorCode(errorCode) ? errorCode : "INTERNAL", sentence: lastError ?? "" },
          })),
      };
    }),
  };
}

/** Models that are there, on whichever machine. */
export async function listReadyModels(prisma: PrismaClient = getPrisma()): Promise<Set<string>> {
  const rows = await prisma.$queryRaw<{ model: string }[]>(Prisma.sql`
    select distinct model from speech_models
    where state = 'ready' and seen_at > now() - make_interval(secs => ${silentAfterSeconds}::float8)`);
  return new Set(rows.map(({ model }) => model));
}

/** How far the fetching of a model is that is on no machine yet, 0..1. Null where it is there, where its fetching failed (the
 * work that waits for it says so), and where no worker was heard of. */
export async function findModelFetch(
  model: string,
  prisma: PrismaClient = getPrisma(),
): Promise<{ name: string; progress: number } | null> {
  const { models } = await listModels(prisma);
  const found = models.find(({ id }) => id === model);
  if (!found || found.places.some(({ state }) => state === "ready")) return null;
  const coming = found.places.filter(({ state }) => state === "absent" || state === "fetching");
  if (coming.length === 0) return null;
  const shares = coming.map(({ bytes, totalBytes }) => bytes / Math.max(1, totalBytes || found.sizeBytes));
  return { name: found.name, progress: Math.min(1, Math.max(...shares)) };
}

/** Models that are being fetched now, with how far each is, 0..1. */
export async function listModelFetches(
  prisma: PrismaClient = getPrisma(),
): Promise<{ model: string; name: string; progress: number }[]> {
  const { models } = await listModels(prisma);
  return models.flatMap(({ id, name, sizeBytes, places }) => {
    const place = places.find(({ state }) => state === "fetching");
    if (!place) return [];
    const progress = Math.min(1, place.bytes / Math.max(1, place.totalBytes || sizeBytes));
    return [{ model: id, name, progress }];
  });
}

/** Sources of anybody that a model has yet to hear. */
export async function countWorkForModel(model: string, prisma: PrismaClient = getPrisma()): Promise<number> {
  const [row] = await prisma.$queryRaw<{ count: number }[]>(Prisma.sql`
    select ((select count(*) from batch_items
        where task_type = 'transcribe' and status in ('pending', 'running', 'retrying')
          and (coalesce(task_data->>'engine', ${getSettings().TRAX_ENGINE}) = ${model}
            or task_data->>'speakerEngine' = ${model}))
      + (select count(*) from v2_processing_jobs
        where job_type in ('pass', 'merge', 'diarization') and status in ('pending', 'running', 'retrying')
          and parameters->>'speakerEngine' = ${model}))::int as count`);
  return row?.count ?? 0;
}
