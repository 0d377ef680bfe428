"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import { ProgressBar } from "@/app/_ui/progress-bar";
import { describeHearing } from "@/app/_work/describe-hearing";
import type { DocumentDetail } from "@/server/transcripts/schema";

/** How a further hearing of a document goes that has its text already. */
export function HearingNotice({ detail }: { detail: DocumentDetail }) {
  const { start, cancel } = useHearing();
  const { hearing, id: documentId } = detail;
  const failure = start.error ?? cancel.error;
  const refused = failure && (
    <Notice className="mt-2" tone="danger">
      {describeError(failure)}
    </Notice>
  );
  if (!hearing) return refused;
  if (hearing.state === "failed") {
    const isBusy = start.isPending || cancel.isPending;
    return (
      <>
        <Notice
          className="mt-2"
          tone="danger"
          action={
            <>
              <Button size="sm" disabled={isBusy} onClick={() => start.mutate({ documentId })}>
                <RotateCcw aria-hidden />
                Try again
              </Button>
              <Button size="sm" look="quiet" disabled={isBusy} onClick={() => cancel.mutate({ documentId })}>
                Dismiss
              </Button>
            </>
          }
        >
          {describeHearing(hearing)}
        </Notice>
        {refused}
      </>
    );
  }
  return (
    <>
      <Notice
        className="mt-2"
        action={
          <Button
            size="sm"
            look="quiet"
            disabled={cancel.isPending}
            onClick={() => cancel.mutate({ documentId })}
          >
            Cancel
          </Button>
        }
      >
        <span className="flex flex-col gap-1">
          <span className="flex min-w-0 flex-wrap items-center gap-2">
            <span className="tabular-nums">{describeHearing(hearing)}</span>
            <ProgressBar
              className="w-24"
              value={hearing.progress}
              label={`Second hearing of ${detail.title}`}
            />
          </span>
          <span className="text-muted text-xs">
            Go on correcting: what you change is carried over when the hearings are merged.
          </span>
        </span>
      </Notice>
      {refused}
    </>
  );
}

/** Asks for a further hearing, and ends it. */
export function useHearing() {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const onSuccess = () =>
    Promise.all([
      queryClient.invalidateQueries(trpc.transcripts.get.pathFilter()),
      queryClient.invalidateQueries(trpc.batches.pathFilter()),
    ]);
  const start = useMutation(trpc.transcripts.hearAgain.mutationOptions({ onSuccess }));
  const cancel = useMutation(trpc.transcripts.cancelHearing.mutationOptions({ onSuccess }));
  return { start, cancel };
}
