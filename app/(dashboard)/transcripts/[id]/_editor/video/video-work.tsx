"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import { ProgressBar } from "@/app/_ui/progress-bar";
import type { VideoOutput } from "@/server/exports/schema";
import { useEditor } from "../editor-context";

type Work = NonNullable<VideoOutput["work"]>;

function describeWork({ state, progress }: Work): string {
  if (state === "running") return `The copy is being made: ${Math.round(progress * 100)} %.`;
  return state === "retrying" ? "It did not work, and is tried again." : "It waits for its turn.";
}

/** How far a copy is, or why there is none. */
export function VideoWork({ work }: { work: Work }) {
  const { documentId } = useEditor();
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const options = { onSettled: () => queryClient.invalidateQueries(trpc.exports.pathFilter()) };
  const cancel = useMutation(trpc.exports.cancelVideo.mutationOptions(options));
  const retry = useMutation(trpc.exports.retryVideo.mutationOptions(options));
  const error = cancel.error ?? retry.error;
  const isFailed = work.state === "failed";
  return (
    <>
      {isFailed && <Notice tone="danger">{work.sentence ?? "The copy was not made."}</Notice>}
      {!isFailed && (
        <div className="flex flex-col gap-2">
          <p role="status" className="tabular-nums">
            {describeWork(work)}
          </p>
          <ProgressBar value={work.state === "running" ? work.progress : null} label="The copy" />
          {work.sentence && <p className="text-muted text-xs">{work.sentence}</p>}
        </div>
      )}
      {error && <Notice tone="danger">{describeError(error)}</Notice>}
      <div className="flex justify-end gap-2">
        <Button disabled={cancel.isPending} onClick={() => cancel.mutate({ documentId })}>
          {isFailed ? "Choose anew" : "Cancel the copy"}
        </Button>
        {isFailed && (
          <Button look="primary" disabled={retry.isPending} onClick={() => retry.mutate({ documentId })}>
            Try again
          </Button>
        )}
      </div>
    </>
  );
}
