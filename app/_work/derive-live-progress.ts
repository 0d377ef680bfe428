import type { StepProgress } from "@/app/_live/progress-store";
import {
  deriveSourceProgress,
  orderOfStep,
  type SourceStage,
  type StepFacts,
} from "@/core/status/derive-source-progress";

/** How far a source is, 0..1: what a query said, moved on by what was heard live of the step that runs. */
export function deriveLiveProgress(
  source: { stage: SourceStage; progress: number; steps?: readonly StepFacts[] },
  live: StepProgress | null,
): number {
  if (!live || live.taskType !== source.stage) return source.progress;
  const order = orderOfStep(live.taskType);
  const steps = (source.steps ?? usualSteps).map(({ taskType }): StepFacts => {
    if (taskType === live.taskType) return { taskType, status: "running", progress: live.progress };
    const isBefore = orderOfStep(taskType) < order;
    return { taskType, status: isBefore ? "completed" : "pending", progress: 0 };
  });
  return Math.max(source.progress, deriveSourceProgress("completed", steps).progress);
}

/** Of a source of which only the stage is known. */
const usualSteps = (["preprocess", "transcribe"] as const).map(
  (taskType): StepFacts => ({ taskType, status: "pending", progress: 0 }),
);
