"use client";

import { RotateCcw } from "lucide-react";
import { LanguageOffers } from "@/app/_languages/language-offers";
import { useStepProgress } from "@/app/_live/use-live";
import { Badge } from "@/app/_ui/badge";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import { ProgressBar } from "@/app/_ui/progress-bar";
import { describeUpload } from "@/app/_uploads/describe-upload";
import { useUpload } from "@/app/_uploads/use-uploads";
import { deriveLiveProgress } from "@/app/_work/derive-live-progress";
import { canRetry, describeStage, needsLanguage } from "@/app/_work/describe-stage";
import { useWorkActions } from "@/app/_work/use-work-actions";
import type { DocumentDetail, WorkView } from "@/server/transcripts/schema";

/** How far the machine is, or why it stopped, with what can be done. */
export function WorkStatus({ detail }: { detail: DocumentDetail }) {
  const { work } = detail;
  const upload = useUpload(detail.media?.id ?? "");
  const { retrySource, cancelSource } = useWorkActions();
  if (!work) return <Notice>Nothing is known of this recording yet. Reload the page in a moment.</Notice>;
  const { batchId, sourceIndex, stage, error } = work;

  if (canRetry(stage)) {
    return (
      <Notice
        tone={stage === "failed" ? "danger" : "info"}
        action={
          !needsLanguage(work) && (
            <Button
              disabled={retrySource.isPending}
              onClick={() => retrySource.mutate({ batchId, sourceIndex })}
            >
              <RotateCcw aria-hidden />
              Retry
            </Button>
          )
        }
      >
        {error?.sentence ??
          "This was cancelled. What was heard until then is below; Retry goes on from there."}
        {needsLanguage(work) && <LanguageOffers batchId={batchId} sourceIndex={sourceIndex} />}
      </Notice>
    );
  }
  if (stage === "uploading") {
    return (
      <Notice>
        {upload
          ? describeUpload(upload)
          : "The recording is not here yet. If its upload was interrupted, go on with it on the page of its batch."}
      </Notice>
    );
  }
  return (
    <div className="rounded-xl border border-line bg-surface px-3 py-2.5">
      <WorkProgress work={work} title={detail.title}>
        <Button
          look="quiet"
          size="sm"
          disabled={cancelSource.isPending}
          onClick={() => cancelSource.mutate({ batchId, sourceIndex })}
        >
          Cancel
        </Button>
      </WorkProgress>
      {error && <p className="mt-1 text-pretty text-warn text-xs">{error.sentence}</p>}
    </div>
  );
}

function WorkProgress({
  work,
  title,
  children,
}: {
  work: WorkView;
  title: string;
  children: React.ReactNode;
}) {
  const live = useStepProgress(work.batchId, work.sourceIndex);
  const stage = describeStage(work.stage);
  const progress = deriveLiveProgress(work, live);
  return (
    <>
      <div className="flex items-center gap-2">
        <Badge tone={stage.tone}>{stage.text}</Badge>
        <span className="text-muted text-xs tabular-nums">{Math.floor(progress * 100)} %</span>
        <span className="ml-auto">{children}</span>
      </div>
      <ProgressBar className="mt-2" value={progress} label={`Progress of ${title}`} />
    </>
  );
}
