import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { parseLink } from "@/core/links/parse-link";
import { linkRefusals, shortenLink } from "@/core/links/parse-links";
import { dispatch } from "@/server/jobs/dispatch";
import { announceBatch } from "@/server/jobs/notify";
import { type TaskLink, taskData } from "@/server/jobs/work-schema";
import { requireQuota } from "@/server/media/data";
import { parseFormatInfo } from "@/server/media/schema";
import { getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { storageKeys } from "@/server/platform/storage";
import { storedJsonText } from "@/server/platform/stored-json";
import { keepSettings } from "./keep-settings";
import {
  type BatchCreateFromLinksInput,
  type BatchCreateFromLinksOutput,
  batchCreateFromLinksInput,
} from "./schema";
import { nameAfter, resolveLimits, resolveSettings, storeSettings, withoutNul } from "./service";
import { listTextSteps, type TextStep } from "./text-steps";
import { isReadAs } from "./transcribe-again";

/** Accepts links: one batch, and for each link its media row, its document and the items of its steps, all in one
 * transaction with the dispatch. The same recording twice is one source, and the bytes of a video that the owner has
 * already are not fetched again.
 * @throws TraxError LINK_UNUSABLE, LINK_IS_LIST, LANGUAGE_UNKNOWN, QUOTA_EXCEEDED */
export async function createFromLinks(
  ownerId: number,
  rawInput: BatchCreateFromLinksInput,
  prisma: PrismaClient = getPrisma(),
): Promise<BatchCreateFromLinksOutput> {
  return await prisma.$transaction((tx) => insertFromLinks(tx, ownerId, rawInput));
}

/** The same within a transaction that also notes why.
 * @throws TraxError LINK_UNUSABLE, LINK_IS_LIST, LANGUAGE_UNKNOWN, QUOTA_EXCEEDED */
export async function insertFromLinks(
  tx: Tx,
  ownerId: number,
  rawInput: BatchCreateFromLinksInput,
): Promise<BatchCreateFromLinksOutput> {
  const input = batchCreateFromLinksInput.parse(rawInput);
  const settings = storeSettings(resolveSettings(input.settings));
  const limits = resolveLimits(input.limits);
  const wanted = readLinks(input.links);
  const track = settings.audioTrack ?? null;
  const known = await listKnownMedia(
    tx,
    ownerId,
    wanted.flatMap(({ link }) => link.youtubeId ?? []),
  );
  // What a link brings nobody knows yet; where there is no room left at all, nothing needs to be fetched to say so.
  if (wanted.some(({ link }) => !link.youtubeId || !known.has(link.youtubeId)))
    await requireQuota(ownerId, 1, tx);
  const batchId = randomUUID();
  const sources = wanted.map(({ link, title }, sourceIndex) => {
    const media = link.youtubeId ? known.get(link.youtubeId) : undefined;
    return {
      ...{ sourceIndex, link, isKnown: media !== undefined },
      isRead: media !== undefined && isReadAs(parseFormatInfo(media.formatInfo), track),
      mediaFileId: media?.id ?? randomUUID(),
      documentId: randomUUID(),
      title: title ?? media?.title ?? link.url.slice(0, 500),
    };
  });
  await tx.batchJob.create({
    data: {
      id: batchId,
      ownerId,
      name: input.name ?? nameAfter(sources[0]?.title ?? "", sources.length),
      totalFiles: sources.length,
      priority: input.priority,
      workerCount: limits.workerCount,
      memoryLimitMb: limits.memoryLimitMb,
      cpuLimitPercent: limits.cpuLimitPercent,
      settings: await keepSettings(tx, ownerId, settings, input.settings),
    },
  });
  await insertSources(tx, ownerId, sources);
  const items = sources.flatMap((source) =>
    listSteps(source, { captions: input.captions, settings }).map((step) => ({ ...source, ...step })),
  );
  await tx.$executeRaw(Prisma.sql`
    insert into batch_items (batch_job_id, source_index, media_file_id, document_id, max_retries, priority,
      task_type, task_data)
    select ${batchId}::uuid, source_index, media_file_id, document_id, ${limits.maxRetries}, 0, task_type, task_data
    from unnest(${items.map(({ sourceIndex }) => sourceIndex)}::int[],
      ${items.map(({ mediaFileId }) => mediaFileId)}::uuid[], ${items.map(({ documentId }) => documentId)}::uuid[],
      ${items.map(({ taskType }) => taskType)}::text[],
      ${items.map(({ data }) => storedJsonText(taskData, data))}::jsonb[]
    ) as item(source_index, media_file_id, document_id, task_type, task_data)
    order by source_index`);
  await dispatch(tx, batchId);
  await announceBatch(tx, ownerId, batchId);
  return {
    batchId,
    sources: sources.map(({ sourceIndex, mediaFileId, documentId, link }) => ({
      ...{ sourceIndex, mediaFileId, documentId, url: link.url },
    })),
  };
}

interface WantedLink {
  link: TaskLink;
  title: string | undefined;
}

/** Each recording once, in the order given. */
function readLinks(given: { url: string; title?: string | undefined; isMedia: boolean }[]): WantedLink[] {
  const found = new Map<string, WantedLink>();
  for (const { url, title, isMedia } of given) {
    const link = parseLink(withoutNul(url));
    if (typeof link === "string") {
      throw new TraxError("LINK_UNUSABLE", { link: shortenLink(url), reason: linkRefusals[link] });
    }
    if (link.kind === "list") throw new TraxError("LINK_IS_LIST", { link: shortenLink(url) });
    if (found.has(link.url)) continue;
    const kind = link.kind === "youtube" ? "youtube" : isMedia || link.kind === "media" ? "media" : "site";
    found.set(link.url, {
      link: { url: link.url, kind, youtubeId: link.youtubeId },
      title: title === undefined ? undefined : withoutNul(title).trim() || undefined,
    });
  }
  return [...found.values()];
}

interface KnownMedia {
  id: string;
  title: string;
  formatInfo: unknown;
}

/** Recordings of these videos that the owner has whole and that were opened before. What another owner has is never
 * looked at: nobody shall learn from a fast answer what others listen to. */
async function listKnownMedia(
  tx: Tx,
  ownerId: number,
  youtubeIds: string[],
): Promise<Map<string, KnownMedia>> {
  if (youtubeIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<(KnownMedia & { youtubeId: string })[]>(Prisma.sql`
    select distinct on (video.youtube_id) video.youtube_id as "youtubeId", media.id, video.title,
      media.format_info as "formatInfo"
    from youtube_videos video
    join media_files media on media.youtube_video_id = video.id
    where video.youtube_id = any(${youtubeIds}::text[]) and media.owner_id = ${ownerId}
      and media.download_status = 'completed' and media.format_info is not null
      and exists (
        select 1 from transcript_documents document
        where document.media_file_id = media.id and document.owner_id = ${ownerId} and document.deleted_at is null
      )
    order by video.youtube_id, media.created_at desc`);
  return new Map(rows.map(({ youtubeId, ...media }) => [youtubeId, media]));
}

interface NewSource {
  sourceIndex: number;
  link: TaskLink;
  /** Its bytes are here. */
  isKnown: boolean;
  /** Its sound is prepared, as it is wanted. */
  isRead: boolean;
  mediaFileId: string;
  documentId: string;
  title: string;
}

/** One statement a table. The name of a file that is not here yet is what one sees of it. */
async function insertSources(tx: Tx, ownerId: number, sources: NewSource[]): Promise<void> {
  const fresh = sources.filter(({ isKnown }) => !isKnown);
  const freshIds = fresh.map(({ mediaFileId }) => mediaFileId);
  await tx.$executeRaw(Prisma.sql`
    insert into media_files (id, owner_id, file_path, file_name, file_size, download_status)
    select id, ${ownerId}, file_path, file_name, 0, 'pending'
    from unnest(${freshIds}::uuid[], ${freshIds.map(storageKeys.original)}::text[],
      ${fresh.map(({ title }) => title)}::text[]) as source(id, file_path, file_name)`);
  await tx.$executeRaw(Prisma.sql`
    insert into transcript_documents (id, owner_id, media_file_id, title)
    select id, ${ownerId}, media_file_id, title
    from unnest(${sources.map(({ documentId }) => documentId)}::uuid[],
      ${sources.map(({ mediaFileId }) => mediaFileId)}::uuid[], ${sources.map(({ title }) => title)}::text[]
    ) as source(id, media_file_id, title)`);
}

interface NewStep {
  taskType: "youtube" | "download" | "preprocess" | TextStep["taskType"];
  data: z.input<typeof taskData>;
}

/** What is known of a recording is not found out twice. */
function listSteps(
  { link, isKnown, isRead }: NewSource,
  { captions, settings }: { captions: boolean; settings: z.input<typeof taskData> },
): NewStep[] {
  const text: NewStep[] = listTextSteps(settings);
  if (isRead) return text;
  const preprocess: NewStep = { taskType: "preprocess", data: { audioTrack: settings.audioTrack } };
  if (isKnown) return [preprocess, ...text];
  const fetched = { link, ...(captions && link.kind === "youtube" ? { captions } : {}) };
  return [
    ...(link.kind === "youtube" ? [{ taskType: "youtube" as const, data: fetched }] : []),
    { taskType: "download", data: fetched },
    preprocess,
    ...text,
  ];
}
