"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import { showToast } from "@/app/_ui/toast-store";

/** Tags and collections: put on and taken off, made, renamed and removed; what can be taken back says so. */
export function useOrderActions() {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const onSettled = () =>
    Promise.all([
      queryClient.invalidateQueries(trpc.transcripts.list.pathFilter()),
      queryClient.invalidateQueries(trpc.collections.list.pathFilter()),
    ]);

  const addTagQuietly = useMutation(trpc.collections.addTag.mutationOptions({ onSettled }));
  const removeTagQuietly = useMutation(trpc.collections.removeTag.mutationOptions({ onSettled }));
  const addQuietly = useMutation(trpc.collections.add.mutationOptions({ onSettled }));
  const takeQuietly = useMutation(trpc.collections.take.mutationOptions({ onSettled }));
  const create = useMutation(trpc.collections.create.mutationOptions({ onSettled }));
  const rename = useMutation(trpc.collections.rename.mutationOptions({ onSettled }));

  const addTag = useMutation(
    trpc.collections.addTag.mutationOptions({
      onSettled,
      onSuccess: ({ documentIds }, { tag }) =>
        showToast({
          text: `Tagged ${count(documentIds)} “${tag}”.`,
          action: { label: "Undo", run: () => removeTagQuietly.mutate({ tag, documentIds }) },
        }),
    }),
  );
  const removeTag = useMutation(
    trpc.collections.removeTag.mutationOptions({
      onSettled,
      onSuccess: ({ documentIds }, { tag }) =>
        showToast({
          text: `Took “${tag}” off ${count(documentIds)}.`,
          action: { label: "Undo", run: () => addTagQuietly.mutate({ tag, documentIds }) },
        }),
    }),
  );
  const add = useMutation(
    trpc.collections.add.mutationOptions({
      onSettled,
      onSuccess: ({ documentIds }, { collectionId }) =>
        showToast({
          text: `Put ${count(documentIds)} into the collection.`,
          action: { label: "Undo", run: () => takeQuietly.mutate({ collectionId, documentIds }) },
        }),
    }),
  );
  const take = useMutation(
    trpc.collections.take.mutationOptions({
      onSettled,
      onSuccess: ({ documentIds }, { collectionId }) =>
        showToast({
          text: `Took ${count(documentIds)} out of the collection.`,
          action: { label: "Undo", run: () => addQuietly.mutate({ collectionId, documentIds }) },
        }),
    }),
  );
  const remove = useMutation(
    trpc.collections.remove.mutationOptions({
      onSettled,
      onSuccess: (removed) =>
        showToast({
          text: `Removed the collection “${removed.name}”. Its transcripts stay.`,
          action: { label: "Undo", run: () => void restore(removed) },
        }),
    }),
  );

  /** A request takes so many. */
  async function restore({ name, documentIds }: { name: string; documentIds: string[] }) {
    for (let start = 0; start === 0 || start < documentIds.length; start += 500)
      await create.mutateAsync({ name, documentIds: documentIds.slice(start, start + 500) });
  }

  return { addTag, removeTag, add, take, create, rename, remove };
}

function count(documentIds: readonly string[]): string {
  return documentIds.length === 1 ? "1 transcript" : `${documentIds.length.toLocaleString("en")} transcripts`;
}
