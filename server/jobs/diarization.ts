import { statesBefore, type WorkStatus } from "@/core/status/transitions";
import { type Db, Prisma, type Tx } from "@/server/platform/db";
import { storedJsonText } from "@/server/platform/stored-json";
import { dispatchLocked, dispatchLooseJobs } from "./dispatch";
import { notifyStatus } from "./notify";
import { createProcessingJob } from "./processing-jobs";
import { lockBatch } from "./settle";
import { jobParameters } from "./work-schema";

/** Finding who speaks in a recording whose text is there: the last job `diarization` of its document. */

export interface DiarizationStatus {
  jobId: number;
  state: "waiting" | "running" | "retrying" | "failed";
  /** 0..1. */
  progress: number;
  batchId: string | null;
  error: { code: string | null; message: string | null } | null;
}

interface JobRow {
  id: number;
  documentId: string;
  batchId: string | null;
  sourceIndex: number;
  status: WorkStatus;
  progress: number;
  parameters: unknown;
  dismissed: boolean;
  errorCode: string | null;
  errorMessage: string | null;
}

/** The last one of each document.
 * @param lock keeps them from changing until the transaction ends */
async function listJobs(db: Db, documentIds: string[], lock = Prisma.empty): Promise<JobRow[]> {
  if (documentIds.length === 0) return [];
  return db.$queryRaw<JobRow[]>(Prisma.sql`
    select job.id, job.document_id as "documentId", job.batch_job_id as "batchId", job.source_index as "sourceIndex",
      job.status, coalesce(job.progress, 0) as progress, job.parameters,
      coalesce(job.parameters->'dismissed' = 'true'::jsonb, false) as dismissed,
      job.error_code as "errorCode", job.error_message as "errorMessage"
    from v2_processing_jobs job
    where job.document_id = any(${documentIds}::uuid[]) and job.job_type = 'diarization'
      and not exists (select 1 from v2_processing_jobs later
        where later.document_id = job.document_id and later.job_type = 'diarization' and later.id > job.id)
    order by job.id ${lock}`);
}

const states: Partial<Record<WorkStatus, DiarizationStatus["state"]>> = {
  pending: "waiting",
  running: "running",
  retrying: "retrying",
  failed: "failed",
};

/** How it stands, of documents that wait for it; those that have it, never asked, or whose failure was put aside are
 * left out. */
export async function listDiarizations(
  documentIds: string[],
  db: Db,
): Promise<Map<string, DiarizationStatus>> {
  const jobs = await listJobs(db, documentIds);
  return new Map(
    jobs.flatMap((job): [string, DiarizationStatus][] => {
      const state = states[job.status];
      if (!state || job.dismissed) return [];
      const { id: jobId, progress, batchId, errorCode: code, errorMessage: message } = job;
      const error = code === null ? null : { code, message };
      return [[job.documentId, { jobId, state, progress, batchId, error }]];
    }),
  );
}

export interface DiarizationWish {
  transcriptId: string;
  mediaFileId: string;
  documentId: string | null;
  batchId: string | null;
  sourceIndex: number;
  count: { exactly: number } | { most: number } | null;
  /** What tells them apart; left out: what goes best with the text. */
  engine?: string | undefined;
  /** Downloads that wait for the names. */
  exportsWanted: string[];
}

/** Asks for it, once. The caller dispatches. */
export async function createDiarization(tx: Tx, wish: DiarizationWish): Promise<void> {
  const { count: speakerCount, engine: speakerEngine, exportsWanted, ...of } = wish;
  await createProcessingJob(tx, {
    jobType: "diarization",
    ...of,
    parameters: {
      speakerCount,
      speakerEngine,
      exportsWanted: exportsWanted.length > 0 ? exportsWanted : undefined,
    },
  });
}

export interface EndedDiarization {
  batchId: string | null;
  sourceIndex: number;
  /** What it was asked to do, as it is stored. */
  parameters: unknown;
}

/** Ends the one that is under way; a failure is put aside. Gives what was ended, null where there was nothing to end.
 * The caller has checked the owner. */
export async function cancelDiarization(
  tx: Tx,
  ownerId: number,
  documentId: string,
): Promise<EndedDiarization | null> {
  // A run ends under its batch's lock, so that is taken first here too.
  const [before] = await listJobs(tx, [documentId]);
  if (before?.batchId) await lockBatch(tx, before.batchId);
  const [job] = await listJobs(tx, [documentId], Prisma.sql`for update of job`);
  if (!job || job.dismissed) return null;
  const isLive = statesBefore("cancelled", "person").includes(job.status);
  if (!isLive && job.status !== "failed") return null;
  const aside = Prisma.sql`
    parameters = coalesce(parameters, '{}') || ${storedJsonText(jobParameters, { dismissed: true })}::jsonb`;
  const end = Prisma.sql`status = 'cancelled', claim_token = null, heartbeat_at = null, dispatched_at = null,
    run_at = null, stop_requested_at = null, completed_at = greatest(now(), started_at)`;
  await tx.$executeRaw(Prisma.sql`
    update v2_processing_jobs set ${job.status === "failed" ? aside : end} where id = ${job.id}`);
  const { batchId, sourceIndex, parameters } = job;
  const run = { ownerId, batchId: batchId ?? "", documentId, sourceIndex: null };
  // The worker that runs it looks at once whether it was meant.
  await notifyStatus(tx, { ...run, itemId: `job:${job.id}`, status: null });
  await (batchId ? dispatchLocked(tx, batchId) : dispatchLooseJobs(tx));
  return { batchId, sourceIndex, parameters };
}
