"use client";

import { RotateCcw } from "lucide-react";
import { LanguageOffers } from "@/app/_languages/language-offers";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import { isWorking, needsLanguage } from "@/app/_work/describe-stage";
import { useWorkActions } from "@/app/_work/use-work-actions";
import { WorkLine } from "@/app/_work/work-line";
import type { DocumentDetail } from "@/server/transcripts/schema";

/** How a later transcription of a document that has its text already goes. One that was cancelled left nothing behind. */
export function AgainNotice({ detail }: { detail: DocumentDetail }) {
  const { work } = detail;
  const { retrySource, cancelSource } = useWorkActions();
  if (!work || work.stage === "cancelled") return null;
  const { batchId, sourceIndex, stage, error } = work;
  if (stage === "failed") {
    return (
      <Notice
        className="mt-2"
        tone="danger"
        action={
          !needsLanguage(work) && (
            <Button
              size="sm"
              disabled={retrySource.isPending}
              onClick={() => retrySource.mutate({ batchId, sourceIndex })}
            >
              <RotateCcw aria-hidden />
              Retry
            </Button>
          )
        }
      >
        The new transcription failed; your text is as it was. {error?.sentence}
        {needsLanguage(work) && <LanguageOffers batchId={batchId} sourceIndex={sourceIndex} />}
      </Notice>
    );
  }
  return (
    <Notice
      className="mt-2"
      action={
        <Button
          size="sm"
          look="quiet"
          disabled={cancelSource.isPending}
          onClick={() => cancelSource.mutate({ batchId, sourceIndex })}
        >
          Cancel
        </Button>
      }
    >
      <span className="flex flex-col gap-1">
        <WorkLine work={work} name={detail.title} />
        {isWorking(stage) && (
          <span className="text-muted text-xs">
            Go on correcting: what you change is carried over when the new text is there.
          </span>
        )}
        {error && <span className="text-warn text-xs">{error.sentence}</span>}
      </span>
    </Notice>
  );
}
