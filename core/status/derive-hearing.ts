import type { WorkStatus } from "./transitions";

/** A job of a further hearing: one of the passes, or the merge of all. */
export interface HearingJob {
  jobType: "pass" | "merge";
  status: WorkStatus;
  progress: number;
  /** How many passes were asked for together with it. */
  passes: number;
}

export interface Hearing {
  state: "waiting" | "running" | "retrying" | "failed";
  /** 0..1. */
  progress: number;
}

/** Putting the passes together takes next to no time. */
const mergeShare = 0.02;

/** How the further hearing of a recording stands, of the jobs of one request; null where none is under way. */
export function deriveHearing(jobs: readonly HearingJob[]): Hearing | null {
  const passes = jobs.filter(({ jobType }) => jobType === "pass");
  const merge = jobs.find(({ jobType }) => jobType === "merge");
  if (passes.length === 0 || merge?.status === "completed") return null;
  if (jobs.some(({ status }) => status === "cancelled")) return null;
  const wanted = Math.max(passes.length, ...passes.map((job) => job.passes));
  const heard = passes.reduce((sum, job) => sum + (job.status === "completed" ? 1 : job.progress), 0);
  const progress = Math.min(1, (1 - mergeShare) * (heard / wanted) + mergeShare * (merge?.progress ?? 0));
  const has = (status: WorkStatus) => jobs.some((job) => job.status === status);
  if (has("failed")) return { state: "failed", progress };
  if (has("running")) return { state: "running", progress };
  return { state: has("retrying") ? "retrying" : "waiting", progress };
}
