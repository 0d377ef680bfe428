"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";
import { stopUploads } from "./use-bulk-actions";

/** Retry and cancel for one source; the same, pause and resume for a whole batch and for the queue. */
export function useWorkActions() {
  const trpc = useTrpc();
  const queryClient = useQueryClient();

  async function refresh(moved: { moved: number } | undefined) {
    if (moved?.moved === 0) showToast({ text: "Nothing to do: it has moved on in the meantime." });
    await Promise.all([
      queryClient.invalidateQueries(trpc.batches.pathFilter()),
      queryClient.invalidateQueries(trpc.queue.pathFilter()),
      queryClient.invalidateQueries(trpc.submissions.listUnfinished.pathFilter()),
      queryClient.invalidateQueries(trpc.transcripts.list.pathFilter()),
      queryClient.invalidateQueries(trpc.transcripts.get.pathFilter()),
    ]);
  }

  const options = { onSettled: refresh };
  return {
    retrySource: useMutation(trpc.batches.retrySource.mutationOptions(options)),
    changeSource: useMutation(
      trpc.batches.changeSource.mutationOptions({
        ...options,
        onError: (error) => showToast({ text: describeError(error), tone: "danger" }),
      }),
    ),
    retryFailed: useMutation(trpc.batches.retryFailed.mutationOptions(options)),
    cancelSource: useMutation(trpc.batches.cancelSource.mutationOptions(options)),
    pauseBatch: useMutation(trpc.batches.pause.mutationOptions(options)),
    resumeBatch: useMutation(trpc.batches.resume.mutationOptions(options)),
    cancelBatch: useMutation(
      trpc.batches.cancel.mutationOptions({
        ...options,
        onMutate: ({ batchId }) => stopUploads([{ batchId, all: true }]),
      }),
    ),
    pauseQueue: useMutation(trpc.queue.pause.mutationOptions(options)),
    resumeQueue: useMutation(trpc.queue.resume.mutationOptions(options)),
  };
}
