"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import type { DocumentDetail } from "@/server/transcripts/schema";

export function TrashedNotice({ detail }: { detail: DocumentDetail }) {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const restore = useMutation(
    trpc.transcripts.restore.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.transcripts.pathFilter()),
    }),
  );
  if (!detail.deletedAt) return null;
  return (
    <Notice
      tone="warn"
      action={
        <Button
          size="sm"
          disabled={restore.isPending}
          onClick={() => restore.mutate({ documentIds: [detail.id] })}
        >
          Restore
        </Button>
      }
    >
      This transcript is in the trash. Restore it to open it.
    </Notice>
  );
}
