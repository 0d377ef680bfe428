"use client";

import { useStepProgress } from "@/app/_live/use-live";
import { Badge } from "@/app/_ui/badge";
import { ProgressBar } from "@/app/_ui/progress-bar";
import type { WorkView } from "@/server/transcripts/schema";
import { deriveLiveProgress } from "./derive-live-progress";
import { describeStage, isWorking } from "./describe-stage";

/** Where the machine's work on a document stands, in the width of a column. */
export function WorkLine({ work, name }: { work: WorkView; name: string }) {
  const live = useStepProgress(work.batchId, work.sourceIndex);
  const stage = describeStage(work.stage);
  const progress = deriveLiveProgress(work, live);
  const showsBar = isWorking(work.stage) && work.stage !== "uploading";
  return (
    <span className="flex min-w-0 items-center gap-2">
      <Badge tone={stage.tone}>{stage.text}</Badge>
      {showsBar && (
        <>
          <ProgressBar className="w-24" value={progress} label={`Progress of ${name}`} />
          <span className="text-muted text-xs tabular-nums">{Math.floor(progress * 100)} %</span>
        </>
      )}
    </span>
  );
}
