import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { toFileTitle } from "./file-title";
import { type ExportView, type ExportWorkView, exportFormat, exportView } from "./schema";

export interface ExportFile extends ExportView {
  /** Storage key. */
  key: string;
}

/** A transcript in the trash takes its downloads along. */
const mine = (ownerId: number) => ({
  OR: [{ document: { ownerId, deletedAt: null } }, { documentId: null, ownerId }],
});

const include = { document: { select: { title: true, ownerId: true } } } as const;

/** @throws TraxError NOT_FOUND, also where its transcript is in the trash */
export async function getExport(
  ownerId: number,
  exportId: string,
  db: Db = getPrisma(),
): Promise<ExportFile> {
  const row = await db.export.findFirst({ where: { id: exportId, ...mine(ownerId) }, include });
  const view = row && toView(row);
  if (!view) throw new TraxError("NOT_FOUND", { what: "download" });
  return view;
}

export async function listExports(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<ExportView[]> {
  const rows = await db.export.findMany({
    where: { documentId, document: { ownerId } },
    include,
    orderBy: { createdAt: "desc" },
    take: 100,
  });
  return rows.flatMap((row) => {
    const view = toView(row);
    if (!view) return [];
    const { key: _, ...shown } = view;
    return [shown];
  });
}

/** Downloads of many transcripts at once, newest first. */
export async function listZips(ownerId: number, db: Db = getPrisma()): Promise<ExportView[]> {
  const rows = await db.export.findMany({
    where: { ownerId, documentId: null, format: "zip" },
    include,
    orderBy: { createdAt: "desc" },
    take: 100,
  });
  return rows.flatMap((row) => {
    const view = toView(row);
    if (!view) return [];
    const { key: _, ...shown } = view;
    return [shown];
  });
}

/** Those that a submission asked for and that are under way or failed; a format that was made since, by hand, has no
 * failure any more. */
export async function listExportWork(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<ExportWorkView[]> {
  const rows = await db.$queryRaw<
    { jobId: number; format: string | null; status: string; sentence: string | null }[]
  >(Prisma.sql`
    select job.id as "jobId", job.parameters->>'format' as format, job.status, job.error_message as sentence
    from v2_processing_jobs job
    join transcript_documents document on document.id = job.document_id and document.owner_id = ${ownerId}
      and document.current_result_id = job.transcript_id
    where job.document_id = ${documentId}::uuid and job.job_type = 'export'
      and job.status in ('pending', 'running', 'retrying', 'failed')
      and not exists (select 1 from exports made where made.document_id = job.document_id
        and made.format = job.parameters->>'format' and made.created_at at time zone 'utc' > job.created_at)
    order by job.id limit 100`);
  return rows.flatMap(({ jobId, format, status, sentence }) => {
    const known = exportFormat.safeParse(format);
    if (!known.success) return [];
    const state = status === "failed" || status === "running" ? status : "waiting";
    return [{ jobId, format: known.data, state, sentence: state === "failed" ? sentence : null }];
  });
}

interface ExportRow {
  id: string;
  format: string;
  source: string;
  subtitles: string | null;
  filePath: string;
  fileSize: bigint | null;
  createdAt: Date | null;
  document: { title: string } | null;
}

/** Null for a format that this version does not make. */
function toView(row: ExportRow): ExportFile | null {
  const format = exportView.shape.format.safeParse(row.format);
  if (!format.success) return null;
  const title = row.document?.title ?? (format.data === "zip" ? "transcripts" : "transcript");
  return {
    id: row.id,
    format: format.data,
    source: row.source as ExportView["source"],
    subtitles: exportView.shape.subtitles.catch(null).parse(row.subtitles),
    fileName: `${toFileTitle(title)}.${format.data}`,
    sizeBytes: Number(row.fileSize ?? 0),
    createdAt: row.createdAt ?? new Date(0),
    path: `/api/exports/${row.id}`,
    key: row.filePath,
  };
}
