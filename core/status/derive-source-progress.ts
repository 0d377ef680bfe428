import { type DownloadStatus, stepOrder, type TaskType, type WorkStatus } from "./transitions";

export interface StepFacts {
  /** One that this version does not know weighs nothing and comes last. */
  taskType: string;
  status: WorkStatus;
  progress: number;
}

export type SourceStage =
  | "uploading"
  | "waiting"
  | "paused"
  | "youtube"
  | "download"
  | "preprocess"
  | "transcribe"
  | "enhance"
  | "stopping"
  | "retrying"
  | "processed"
  | "failed"
  | "cancelled";

/** Shares of the time a step takes of a whole source, from measured runs of the embedded engine. */
const weights: Record<TaskType, number> = {
  youtube: 0.01,
  download: 0.1,
  preprocess: 0.05,
  transcribe: 0.95,
  enhance: 0.05,
};

const weightOf = (taskType: string) => (weights as Record<string, number>)[taskType] ?? 0;
/** Steps that this version does not know come last. */
export const orderOfStep = (taskType: string) =>
  (stepOrder as Record<string, number>)[taskType] ?? Number.MAX_SAFE_INTEGER;
/** What a person decided about a source, besides what its steps say. */
export interface SourceControl {
  /** It, or its batch, starts nothing new. */
  isPaused: boolean;
  /** What runs was asked to stop at its next checkpoint. */
  isStopping: boolean;
}

/** Steps that are a stage of their own while they run. */
const runningStages: Partial<Record<string, SourceStage>> = {
  youtube: "youtube",
  download: "download",
  transcribe: "transcribe",
  enhance: "enhance",
};

/** What a source is doing in one word, how far it is (0..1, uploading left out), and the step that decides it. */
export function deriveSourceProgress<Step extends StepFacts>(
  download: DownloadStatus | null,
  steps: readonly Step[],
  control: SourceControl = { isPaused: false, isStopping: false },
): { stage: SourceStage; progress: number; current: Step | null } {
  const ordered = [...steps].sort((a, b) => orderOfStep(a.taskType) - orderOfStep(b.taskType));
  const total = ordered.reduce((sum, step) => sum + weightOf(step.taskType), 0);
  const done = ordered.reduce(
    (sum, step) => sum + weightOf(step.taskType) * (step.status === "completed" ? 1 : step.progress),
    0,
  );
  const progress = total > 0 ? Math.min(1, done / total) : 0;
  const of = (status: WorkStatus) => ordered.find((step) => step.status === status) ?? null;

  const failed = of("failed");
  if (failed) return { stage: "failed", progress, current: failed };
  const cancelled = of("cancelled");
  if (cancelled) return { stage: "cancelled", progress, current: cancelled };
  if (ordered.length > 0 && ordered.every((step) => step.status === "completed")) {
    return { stage: "processed", progress: 1, current: ordered.at(-1) ?? null };
  }
  // What a step of its own fetches is not uploaded by anybody.
  const isFetched = ordered.some((step) => step.taskType === "download");
  if (download !== null && download !== "completed" && !isFetched)
    return { stage: "uploading", progress: 0, current: null };
  const running = of("running");
  if (running) {
    if (control.isStopping) return { stage: "stopping", progress, current: running };
    const stage = runningStages[running.taskType] ?? "preprocess";
    return { stage, progress, current: running };
  }
  if (control.isPaused) return { stage: "paused", progress, current: of("retrying") ?? of("pending") };
  const retrying = of("retrying");
  if (retrying) return { stage: "retrying", progress, current: retrying };
  return { stage: "waiting", progress, current: of("pending") };
}
