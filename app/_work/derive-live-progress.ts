import type { StepProgress } from "@/app/_live/progress-store";
import { deriveSourceProgress, type SourceStage } from "@/core/status/derive-source-progress";

/** How far a source is, 0..1: what a query said, moved on by what was heard live of the step that runs. */
export function deriveLiveProgress(
  source: { stage: SourceStage; progress: number },
  live: StepProgress | null,
): number {
  if (!live || live.taskType !== source.stage) return source.progress;
  const isTranscribing = live.taskType === "transcribe";
  const { progress } = deriveSourceProgress("completed", [
    {
      taskType: "preprocess",
      status: isTranscribing ? "completed" : "running",
      progress: isTranscribing ? 1 : live.progress,
    },
    {
      taskType: "transcribe",
      status: isTranscribing ? "running" : "pending",
      progress: isTranscribing ? live.progress : 0,
    },
  ]);
  return Math.max(source.progress, progress);
}
