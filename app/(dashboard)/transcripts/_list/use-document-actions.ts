"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import { showToast } from "@/app/_ui/toast-store";

/** Rename, trash, restore, delete for ever: of any number of documents, with the lists asked again after. */
export function useDocumentActions() {
  const trpc = useTrpc();
  const queryClient = useQueryClient();

  function refresh() {
    return Promise.all([
      queryClient.invalidateQueries(trpc.transcripts.list.pathFilter()),
      queryClient.invalidateQueries(trpc.transcripts.get.pathFilter()),
      queryClient.invalidateQueries(trpc.transcripts.diskUse.pathFilter()),
      queryClient.invalidateQueries(trpc.collections.list.pathFilter()),
      queryClient.invalidateQueries(trpc.search.library.pathFilter()),
    ]);
  }

  const restore = useMutation(trpc.transcripts.restore.mutationOptions({ onSettled: refresh }));
  const remove = useMutation(
    trpc.transcripts.remove.mutationOptions({
      onSettled: refresh,
      onSuccess: (_moved, { documentIds }) =>
        showToast({
          text:
            documentIds.length === 1 ? "Moved to the trash." : `${documentIds.length} moved to the trash.`,
          action: { label: "Undo", run: () => restore.mutate({ documentIds }) },
        }),
    }),
  );
  const purge = useMutation(
    trpc.transcripts.purge.mutationOptions({
      onSettled: refresh,
      onSuccess: () => showToast({ text: "Deleted for ever." }),
    }),
  );
  const rename = useMutation(trpc.transcripts.rename.mutationOptions({ onSettled: refresh }));
  return { restore, remove, purge, rename };
}
