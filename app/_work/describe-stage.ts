import type { BadgeTone } from "@/app/_ui/badge";
import type { BatchSummary, SourceView } from "@/server/batches/schema";

type Stage = SourceView["stage"];

const stages: Record<Stage, { text: string; tone: BadgeTone }> = {
  uploading: { text: "Uploading", tone: "accent" },
  waiting: { text: "Waiting its turn", tone: "plain" },
  paused: { text: "Paused", tone: "warn" },
  youtube: { text: "Looking at the link", tone: "accent" },
  download: { text: "Downloading", tone: "accent" },
  preprocess: { text: "Reading the sound", tone: "accent" },
  transcribe: { text: "Transcribing", tone: "accent" },
  enhance: { text: "Improving the text", tone: "accent" },
  stopping: { text: "Stopping", tone: "warn" },
  retrying: { text: "Trying again soon", tone: "warn" },
  processed: { text: "Done", tone: "ok" },
  failed: { text: "Failed", tone: "danger" },
  cancelled: { text: "Cancelled", tone: "plain" },
};

const batchStatuses: Record<BatchSummary["status"], { text: string; tone: BadgeTone }> = {
  pending: { text: "Waiting", tone: "plain" },
  running: { text: "Working", tone: "accent" },
  paused: { text: "Paused", tone: "warn" },
  completed: { text: "Done", tone: "ok" },
  failed: { text: "Failed", tone: "danger" },
  cancelled: { text: "Cancelled", tone: "plain" },
};

export const describeStage = (stage: Stage) => stages[stage];
export const describeBatchStatus = (status: BatchSummary["status"]) => batchStatuses[status];

/** Whether a source will still move by itself. */
export function isWorking(stage: Stage): boolean {
  return stage !== "processed" && stage !== "failed" && stage !== "cancelled";
}

export function canRetry(stage: Stage): boolean {
  return stage === "failed" || stage === "cancelled";
}

/** Whether it stopped because its engine met another language: to try the same again is of no use. */
export function needsLanguage({ stage, error }: Pick<SourceView, "stage" | "error">): boolean {
  return stage === "failed" && error?.code === "LANGUAGE_OTHER";
}

const steps: ReadonlySet<Stage> = new Set(["youtube", "download", "preprocess", "transcribe", "enhance"]);

/** Whether a step runs, which can be stopped at a checkpoint or not. */
export function isStep(stage: Stage): boolean {
  return steps.has(stage);
}
