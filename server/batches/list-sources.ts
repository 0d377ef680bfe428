import { deriveSourceProgress, orderOfStep } from "@/core/status/derive-source-progress";
import type { DownloadStatus, TaskType, WorkStatus } from "@/core/status/transitions";
import { type DiarizationStatus, listDiarizations } from "@/server/jobs/diarization";
import { type HearingStatus, listHearings } from "@/server/jobs/hearing";
import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import { getSettings } from "@/server/platform/env";
import { isErrorCode } from "@/server/platform/error-sentences";
import type { ErrorView, HearingView, SourceView } from "./schema";

export interface SourceKey {
  batchId: string;
  sourceIndex: number;
}

/** Every source of batches or of documents with its steps, oldest submission first. For what is bounded by its
 * caller; a page of a list asks listSourcePage. */
export async function listSources(
  ownerId: number,
  by: { batchIds: string[] } | { documentIds: string[] },
  db: Db = getPrisma(),
): Promise<SourceView[]> {
  const those =
    "batchIds" in by
      ? Prisma.sql`item.batch_job_id = any(${by.batchIds}::uuid[])`
      : Prisma.sql`item.document_id = any(${by.documentIds}::uuid[])`;
  return [...(await loadSources(ownerId, those, db)).values()];
}

/** These very sources, in the order of the keys; what is gone is left out. */
export async function listSourcesByKey(
  ownerId: number,
  keys: readonly SourceKey[],
  db: Db = getPrisma(),
): Promise<SourceView[]> {
  if (keys.length === 0) return [];
  const those = Prisma.sql`(item.batch_job_id, item.source_index) in (
    select * from unnest(${keys.map((key) => key.batchId)}::uuid[], ${keys.map((key) => key.sourceIndex)}::int[]))`;
  const sources = await loadSources(ownerId, those, db);
  return keys.flatMap((key) => sources.get(keyOf(key)) ?? []);
}

function keyOf({ batchId, sourceIndex }: SourceKey): string {
  return `${batchId}:${sourceIndex}`;
}

interface ItemRow {
  id: string;
  batchId: string;
  batchName: string;
  sourceIndex: number;
  taskType: TaskType;
  status: WorkStatus;
  progress: number;
  priority: number;
  retryCount: number;
  maxRetries: number;
  runAt: Date | null;
  startedAt: Date | null;
  completedAt: Date | null;
  isPaused: boolean;
  isStopping: boolean;
  processingTimeSeconds: number | null;
  errorCode: string | null;
  errorMessage: string | null;
  announcedBytes: number | null;
  mediaFileId: string;
  documentId: string | null;
  fileName: string;
  link: string | null;
  engine: string | null;
  fileSize: number;
  durationSeconds: number | null;
  downloadStatus: DownloadStatus | null;
}

/** By hand and in one statement: the client would take three, and twice as long. A recording that was deleted for ever
 * leaves its items behind; there is nothing of it to show or to run. */
async function loadSources(ownerId: number, those: Prisma.Sql, db: Db): Promise<Map<string, SourceView>> {
  const rows = await db.$queryRaw<ItemRow[]>(Prisma.sql`
    select item.id, item.batch_job_id as "batchId", batch.name as "batchName", item.source_index as "sourceIndex",
      item.task_type as "taskType", item.status, item.progress, coalesce(item.priority, 0) as priority,
      coalesce(item.retry_count, 0) as "retryCount", coalesce(item.max_retries, 3) as "maxRetries",
      item.run_at as "runAt", item.started_at as "startedAt", item.completed_at as "completedAt",
      (batch.paused_at is not null or item.paused_at is not null) as "isPaused",
      (item.status = 'running' and item.stop_requested_at is not null) as "isStopping",
      item.processing_time_seconds as "processingTimeSeconds", item.error_code as "errorCode",
      item.error_message as "errorMessage",
      case jsonb_typeof(item.task_data::jsonb->'announcedBytes')
        when 'number' then (item.task_data->>'announcedBytes')::float8 end as "announcedBytes",
      media.id as "mediaFileId", item.document_id as "documentId", coalesce(case when item.task_type = 'download' then document.title end, media.file_name) as "fileName",
      item.task_data->'link'->>'url' as link, item.task_data->>'engine' as engine,
      media.file_size::float8 as "fileSize", media.duration_seconds as "durationSeconds",
      media.download_status as "downloadStatus"
    from batch_items item
    join batch_jobs batch on batch.id = item.batch_job_id
    join media_files media on media.id = item.media_file_id
    left join transcript_documents document on document.id = item.document_id
    where batch.owner_id = ${ownerId} and ${those}
    order by item.created_at, item.source_index`);
  const groups = new Map<string, ItemRow[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  const heard = rows.filter(({ taskType, status }) => taskType === "transcribe" && status === "completed");
  const heardIds = [...new Set(heard.flatMap(({ documentId }) => documentId ?? []))];
  const hearings = await listHearings(heardIds, db);
  const diarizations = await listDiarizations(heardIds, db);
  return new Map(
    [...groups].map(([key, group]) => {
      const source = toSource(group);
      const isIts = (work?: { batchId: string | null }) =>
        work?.batchId === source.batchId && source.stage === "processed";
      const hearing = hearings.get(source.documentId ?? "");
      const diarization = diarizations.get(source.documentId ?? "");
      return [
        key,
        {
          ...source,
          hearing: hearing && isIts(hearing) ? toHearingView(hearing) : null,
          diarization: diarization && isIts(diarization) ? toHearingView(diarization) : null,
        },
      ];
    }),
  );
}

export function toHearingView({ state, progress, error }: HearingStatus | DiarizationStatus): HearingView {
  return { state, progress, error: error && toErrorView(error.code, error.message) };
}

function toSource(items: ItemRow[]): SourceView {
  const first = items[0] as ItemRow;
  const { batchId, batchName, sourceIndex, mediaFileId, documentId, durationSeconds } = first;
  // The title of what was fetched says more than the name of its file, which is often none.
  const fetched = items.find((item) => item.taskType === "download");
  const steps = items
    .map((item) => ({
      itemId: item.id,
      taskType: item.taskType,
      status: item.status,
      progress: item.progress,
      retryCount: item.retryCount,
      maxRetries: item.maxRetries,
      runAt: item.runAt,
      startedAt: item.startedAt,
      completedAt: item.completedAt,
      processingTimeSeconds: item.processingTimeSeconds,
      error: toErrorView(item.errorCode, item.errorMessage),
    }))
    .sort((a, b) => orderOfStep(a.taskType) - orderOfStep(b.taskType));
  const isPaused = items.some((item) => item.isPaused);
  const isStopping = items.some((item) => item.isStopping);
  const { downloadStatus } = first;
  const { stage, progress, current } = deriveSourceProgress(downloadStatus, steps, { isPaused, isStopping });
  return {
    batchId,
    batchName,
    sourceIndex,
    mediaFileId,
    documentId,
    fileName: (fetched ?? first).fileName,
    link: fetched?.link ?? null,
    sizeBytes: downloadStatus === "completed" ? first.fileSize : (first.announcedBytes ?? 0),
    durationSeconds,
    engine: items.find((item) => item.taskType === "transcribe")?.engine ?? getSettings().TRAX_ENGINE,
    stage,
    progress,
    isPaused,
    priority: Math.max(...items.map((item) => item.priority)),
    pace: null,
    error: current?.error ?? null,
    hearing: null,
    diarization: null,
    steps,
  };
}

function toErrorView(code: string | null, message: string | null): ErrorView | null {
  if (!code && !message) return null;
  return { code: isErrorCode(code) ? code : "INTERNAL", sentence: message ?? "" };
}
