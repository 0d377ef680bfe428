import * as items from "@/server/jobs/lifecycle";
import * as jobs from "@/server/jobs/processing-jobs";
import type { Db, PrismaClient, Tx } from "@/server/platform/db";
import type { TraxError } from "@/server/platform/errors";
import { findItemMemoryLimitMb, findJobMemoryLimitMb } from "./resources/find-memory-limit";

/** What a run of any kind has. */
export interface WorkRun {
  claimToken: string;
  batchId: string | null;
  retryCount: number;
  memoryLimitMb: number;
  cpuLimitPercent: number;
}

/** The two tables of work have the same life: claimed, beating, ended well or badly, or given back. */
export interface WorkKind<Id, Run extends WorkRun> {
  /** Names for the log; `itemId` also tells which run a notice means. */
  describe(run: Run): { itemId: string; task: string };
  claim(prisma: PrismaClient, id: Id, workerId: string, claimToken: string): Promise<Run | null>;
  heartbeat(db: Db, run: Run, progress: number): Promise<items.Heartbeat>;
  finish(
    prisma: PrismaClient,
    run: Run,
    resultData: Record<string, unknown>,
    write: ((tx: Tx) => Promise<void>) | null,
    asksForWork?: boolean,
  ): Promise<boolean>;
  fail(
    prisma: PrismaClient,
    run: Run,
    error: TraxError,
    resultData: Record<string, unknown>,
  ): Promise<string | null>;
  release(prisma: PrismaClient, run: Run): Promise<boolean>;
  findMemoryLimitMb(prisma: PrismaClient, id: Id): Promise<number>;
  /** Waits again, not handed over. */
  putBack(db: Db, id: Id): Promise<void>;
}

/** `batch_items`: steps of a source. */
export const itemWork: WorkKind<string, items.Claim> = {
  claim: items.claim,
  heartbeat: items.heartbeat,
  finish: items.finish,
  fail: items.fail,
  release: items.release,
  putBack: items.putBack,
  describe: (run) => ({ itemId: run.itemId, task: run.taskType }),
  findMemoryLimitMb: findItemMemoryLimitMb,
};

/** `v2_processing_jobs`. */
export const jobWork: WorkKind<number, jobs.JobClaim> = {
  describe: (run) => ({ itemId: `job:${run.jobId}`, task: run.jobType }),
  claim: jobs.claimJob,
  heartbeat: jobs.heartbeatJob,
  finish: jobs.finishJob,
  fail: jobs.failJob,
  release: jobs.releaseJob,
  findMemoryLimitMb: findJobMemoryLimitMb,
  putBack: jobs.putBackJob,
};
