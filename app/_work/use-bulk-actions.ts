"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import { showToast } from "@/app/_ui/toast-store";
import { uploads } from "@/app/_uploads/uploads";
import type { Selection } from "@/server/batches/schema";

/** All that can be done to chosen sources, one or thousands, and to whole batches; the lists are asked again after. */
export function useBulkActions() {
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

  const restore = useMutation(trpc.batches.restoreSources.mutationOptions(options));
  const restoreBatch = useMutation(trpc.batches.restore.mutationOptions(options));
  return {
    pause: useMutation(trpc.batches.pauseSources.mutationOptions(options)),
    resume: useMutation(trpc.batches.resumeSources.mutationOptions(options)),
    retry: useMutation(trpc.batches.retrySources.mutationOptions(options)),
    setPriority: useMutation(trpc.batches.setSourcePriority.mutationOptions(options)),
    move: useMutation(trpc.batches.moveSources.mutationOptions(options)),
    cancel: useMutation(
      trpc.batches.cancelSources.mutationOptions({
        ...options,
        onMutate: ({ selections }) => stopUploads(selections),
      }),
    ),
    remove: useMutation(
      trpc.batches.removeSources.mutationOptions({
        ...options,
        onMutate: ({ selections }) => stopUploads(selections),
        onSuccess: ({ moved }, { selections }) => {
          if (moved === 0) return;
          showToast({
            text:
              moved === 1 ? "Moved to the trash." : `${moved.toLocaleString("en-GB")} moved to the trash.`,
            action: { label: "Undo", run: () => restore.mutate({ selections }) },
          });
        },
      }),
    ),
    setBatchPriority: useMutation(trpc.batches.setPriority.mutationOptions(options)),
    removeBatch: useMutation(
      trpc.batches.remove.mutationOptions({
        ...options,
        onMutate: ({ batchId }) => stopUploads([{ batchId, all: true }]),
        onSuccess: ({ moved }, { batchId }) => {
          if (moved === 0) return;
          showToast({
            text: "Batch deleted. Its finished transcripts stay.",
            action: { label: "Undo", run: () => restoreBatch.mutate({ batchId }) },
          });
        },
      }),
    ),
  };
}

/** Nobody waits for bytes of what is cancelled. */
export function stopUploads(selections: readonly Selection[]): void {
  uploads.removeWhere(({ batchId, sourceIndex }) =>
    selections.some(
      (one) => one.batchId === batchId && ("all" in one || one.sourceIndexes.includes(sourceIndex)),
    ),
  );
}
