import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { findLanguage } from "@/core/transcript/find-language";
import { spokenLanguages } from "@/core/transcript/spoken-languages";
import { dispatch } from "@/server/jobs/dispatch";
import { announceBatch } from "@/server/jobs/notify";
import { taskData } from "@/server/jobs/work-schema";
import { measureAwaitedBytes, requireQuota } from "@/server/media/data";
import { getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";
import { TraxError } from "@/server/platform/errors";
import { getStorage, storageKeys } from "@/server/platform/storage";
import { requireFreeSpace, serializeBytes } from "@/server/platform/storage/require-free-space";
import { storedJsonText } from "@/server/platform/stored-json";
import { findEngineFacts, listEngineIds } from "@/server/workers/data";
import { retrySource } from "./batch-actions";
import { findSubmittedSource, type SubmittedSource } from "./data";
import { keepSettings } from "./keep-settings";
import {
  type BatchCreateInput,
  type BatchCreateOutput,
  type BatchLimits,
  type BatchSettings,
  batchCreateInput,
  type EngineId,
} from "./schema";
import { resolveWishes, type SubmissionWishes, storeWishes } from "./submission-wishes";
import { listTextSteps } from "./text-steps";

export {
  cancelBatch,
  cancelSource,
  pauseBatch,
  removeBatch,
  restoreBatch,
  resumeBatch,
  retryFailed,
  retrySource,
  setBatchPriority,
} from "./batch-actions";
export {
  cancelSources,
  moveSources,
  pauseSources,
  removeSources,
  restoreSources,
  resumeSources,
  retrySources,
  setSourcePriority,
} from "./bulk-actions";

/** Accepts files that are about to be uploaded: one batch, and for each file its media row, its document and the
 * items of its steps, all in one transaction with the dispatch.
 * @param options.isReceived the bytes are on the disk already, and need no room there
 * @param options.firstItemIds of the files' first steps, in their order, by a caller that must not submit a file twice
 * (the database takes an id once)
 * @throws TraxError UPLOAD_TOO_LARGE, STORAGE_FULL, STORAGE_RESERVED, QUOTA_EXCEEDED, LANGUAGE_UNKNOWN,
 * PIPELINE_UNAVAILABLE */
export async function createBatch(
  ownerId: number,
  rawInput: BatchCreateInput,
  prisma: PrismaClient = getPrisma(),
  options: { isReceived?: boolean; firstItemIds?: string[] } = {},
): Promise<BatchCreateOutput> {
  const input = batchCreateInput.parse(rawInput);
  const { TRAX_MAX_UPLOAD_BYTES } = getSettings();
  const settings = storeSettings(resolveSettings(input.settings));
  for (const file of input.files) {
    if (file.sizeBytes > TRAX_MAX_UPLOAD_BYTES) {
      throw new TraxError("UPLOAD_TOO_LARGE", { limit: serializeBytes(TRAX_MAX_UPLOAD_BYTES) });
    }
  }
  const neededBytes = input.files.reduce((sum, file) => sum + file.sizeBytes, 0);
  if (!options.isReceived) await requireFreeSpace(neededBytes, await measureAwaitedBytes(prisma));

  const batchId = randomUUID();
  const limits = resolveLimits(input.limits);
  const sources = input.files.map((file, sourceIndex) => ({
    sourceIndex,
    file,
    mediaFileId: randomUUID(),
    documentId: randomUUID(),
    itemId: options.firstItemIds?.[sourceIndex] ?? randomUUID(),
  }));

  for (const { mediaFileId, file } of sources) {
    if (file.sizeBytes === 0) await getStorage().write(storageKeys.original(mediaFileId), "");
  }
  await prisma.$transaction(async (tx) => {
    await requireQuota(ownerId, neededBytes, tx);
    await tx.batchJob.create({
      data: {
        id: batchId,
        ownerId,
        name: input.name ?? nameAfter(titleOf(input.files[0]?.fileName ?? ""), input.files.length),
        totalFiles: sources.length,
        priority: input.priority,
        workerCount: limits.workerCount,
        memoryLimitMb: limits.memoryLimitMb,
        cpuLimitPercent: limits.cpuLimitPercent,
        settings: await keepSettings(tx, ownerId, settings, input.settings),
      },
    });
    await insertSources(tx, { ownerId, batchId, settings, maxRetries: limits.maxRetries }, sources);
    await dispatch(tx, batchId);
    await announceBatch(tx, ownerId, batchId);
  });
  return {
    batchId,
    sources: sources.map(({ sourceIndex, mediaFileId, documentId }) => ({
      sourceIndex,
      mediaFileId,
      documentId,
    })),
  };
}

interface NewSource {
  sourceIndex: number;
  mediaFileId: string;
  documentId: string;
  /** Of its first step. */
  itemId: string;
  file: { fileName: string; sizeBytes: number };
}

/** One statement a table, however many files there are. An item's own priority is 0: its batch's counts, too, and
 * can be changed without touching its items. */
async function insertSources(
  tx: Tx,
  batch: { ownerId: number; batchId: string; settings: z.input<typeof taskData>; maxRetries: number },
  sources: NewSource[],
): Promise<void> {
  const mediaFileIds = sources.map(({ mediaFileId }) => mediaFileId);
  const documentIds = sources.map(({ documentId }) => documentId);
  const sizes = sources.map(({ file }) => String(file.sizeBytes));
  // Of an empty file nothing will ever arrive; it is there already, and the first step says so.
  await tx.$executeRaw(Prisma.sql`
    insert into media_files (id, owner_id, file_path, file_name, file_size, download_status)
    select id, ${batch.ownerId}, file_path, file_name, 0, case when size = 0 then 'completed' else 'downloading' end
    from unnest(${mediaFileIds}::uuid[], ${mediaFileIds.map(storageKeys.original)}::text[],
      ${sources.map(({ file }) => withoutNul(file.fileName))}::text[], ${sizes}::bigint[]
    ) as source(id, file_path, file_name, size)`);
  await tx.$executeRaw(Prisma.sql`
    insert into transcript_documents (id, owner_id, media_file_id, title)
    select id, ${batch.ownerId}, media_file_id, title
    from unnest(${documentIds}::uuid[], ${mediaFileIds}::uuid[],
      ${sources.map(({ file }) => titleOf(file.fileName))}::text[]
    ) as source(id, media_file_id, title)`);
  const text = Prisma.join(
    listTextSteps(batch.settings).map(
      ({ taskType, data }) => Prisma.sql`(${taskType}::text, ${storedJsonText(taskData, data)}::jsonb)`,
    ),
  );
  await tx.$executeRaw(Prisma.sql`
    insert into batch_items (id, batch_job_id, source_index, media_file_id, document_id, max_retries, priority,
      task_type, task_data)
    select case step.task_type when 'preprocess' then item_id else gen_random_uuid() end, ${batch.batchId}::uuid, source_index, media_file_id, document_id, ${batch.maxRetries}, 0, step.task_type,
      step.task_data || jsonb_build_object('announcedBytes', size)
    from unnest(${sources.map(({ sourceIndex }) => sourceIndex)}::int[], ${mediaFileIds}::uuid[],
      ${documentIds}::uuid[], ${sizes}::bigint[], ${sources.map(({ itemId }) => itemId)}::uuid[]
    ) as source(source_index, media_file_id, document_id, size, item_id)
    cross join (values ('preprocess', ${storedJsonText(taskData, { audioTrack: batch.settings.audioTrack })}::jsonb), ${text}
    ) as step(task_type, task_data)
    order by source_index`);
}

/** The limits of a submission; what it leaves open is as the settings say. */
export function resolveLimits(wanted: Partial<Omit<BatchLimits, "priority">>): Omit<BatchLimits, "priority"> {
  return {
    workerCount: wanted.workerCount ?? 8,
    memoryLimitMb: wanted.memoryLimitMb ?? 2_048,
    cpuLimitPercent: wanted.cpuLimitPercent ?? getSettings().TRAX_CPU_LIMIT_PERCENT,
    maxRetries: wanted.maxRetries ?? 3,
  };
}

export interface ResolvedSettings extends SubmissionWishes {
  engine: EngineId;
  /** BCP 47 primary tag; null: it was not told, and is found out. */
  language: string | null;
  /** From 1; null leaves it to the file. */
  audioTrack: number | null;
}

/** As a batch and its items keep them. */
export function storeSettings({ engine, language, audioTrack, ...wishes }: ResolvedSettings) {
  return {
    engine,
    language: language ?? undefined,
    audioTrack: audioTrack ?? undefined,
    ...storeWishes(wishes),
  };
}

/** What the wishes of a submission come to.
 * @throws TraxError ENGINE_NOT_SET_UP, LANGUAGE_UNKNOWN, PIPELINE_UNAVAILABLE, TEXT_NOT_SET_UP */
export function resolveSettings(wanted: BatchSettings): ResolvedSettings {
  const engine = wanted.engine ?? getSettings().TRAX_ENGINE;
  const facts = findEngineFacts(engine);
  if (!facts) throw new TraxError("ENGINE_NOT_SET_UP");
  const { languages } = facts;
  const audioTrack = wanted.audioTrack ?? null;
  const wishes = resolveWishes(wanted);
  if (wanted.language === undefined) return { engine, language: null, audioTrack, ...wishes };
  const language = findLanguage(wanted.language, languages);
  if (language === null) {
    throw new TraxError("LANGUAGE_UNKNOWN", {
      engine,
      language: wanted.language,
      known: languages.join(", "),
      remedy: describeRemedy(wanted.language),
    });
  }
  return { engine, language, audioTrack, ...wishes };
}

/** The engines that do know it, or how to come by one. */
function describeRemedy(language: string): string {
  const others = listEngineIds().filter(
    (id) => findLanguage(language, findEngineFacts(id)?.languages ?? []) !== null,
  );
  if (others.length > 0) return `Choose the engine ${others.join(" or ")}`;
  return findLanguage(language, spokenLanguages) === null
    ? "Check how the language is written, as en or English"
    : "Set up an engine that does (the settings page tells how)";
}

export interface ReusedSource extends Omit<SubmittedSource, "state"> {
  /** `reopened`: it had failed or was cancelled, and goes on where it stopped. */
  outcome: "processed" | "joined" | "reopened";
}

/** Work on these very bytes with the same settings that is there already, so that a submission that was cut off and
 * is made again goes on instead of beginning anew. Null where there is none.
 * @throws TraxError LANGUAGE_UNKNOWN */
export async function reuseSource(
  ownerId: number,
  input: { sha256: string; sizeBytes: number; settings: BatchSettings },
  prisma: PrismaClient = getPrisma(),
): Promise<ReusedSource | null> {
  const { sha256, sizeBytes } = input;
  const found = await findSubmittedSource(
    ownerId,
    { sha256, sizeBytes, ...resolveSettings(input.settings) },
    prisma,
  );
  if (!found) return null;
  const { state, ...source } = found;
  if (state === "processed") return { ...source, outcome: "processed" };
  if (state !== "failed" && state !== "cancelled") return { ...source, outcome: "joined" };
  await retrySource(ownerId, source, prisma);
  return { ...source, outcome: "reopened" };
}

/** A name for a submission that was given none, after its first source. */
export function nameAfter(first: string, count: number): string {
  const title = first.slice(0, 120);
  return count === 1 ? title : `${title} and ${count - 1} more`;
}

/** The file's name without its ending, as a person would title it. */
function titleOf(fileName: string): string {
  const bare = withoutNul(fileName).split(/[\\/]/).at(-1) ?? "";
  const title = bare.replace(/\.[A-Za-z0-9]{1,5}$/, "").trim();
  return (title || bare || "Recording").slice(0, 500);
}

/** Postgres text cannot hold NUL. */
export function withoutNul(text: string): string {
  return text.replaceAll("\u0000", "");
}
