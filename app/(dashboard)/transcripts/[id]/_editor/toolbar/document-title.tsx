"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import { InlineName } from "@/app/_ui/inline-name";

export function DocumentTitle({ documentId, title }: { documentId: string; title: string }) {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const rename = useMutation(
    trpc.transcripts.rename.mutationOptions({
      onSuccess: (renamed) => {
        document.title = `${renamed.title} · Trax`;
      },
      onSettled: () =>
        Promise.all([
          queryClient.invalidateQueries(trpc.transcripts.get.queryFilter({ documentId })),
          queryClient.invalidateQueries(trpc.transcripts.list.pathFilter()),
        ]),
    }),
  );
  const name = rename.isPending ? rename.variables.title : title;
  return (
    <InlineName name={name} onRename={(next) => rename.mutate({ documentId, title: next })}>
      <h1 className="truncate font-semibold text-base tracking-tight" title={name}>
        {name}
      </h1>
    </InlineName>
  );
}
