import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";
import type { SummaryInput } from "@/server/summaries/schema";
import { useEditor } from "../editor-context";
import { useDocumentVersion } from "../panels/use-document-version";

const pollMs = 1_000;

/** The summaries of the open transcript, and what can be done about them. */
export function useSummary() {
  const { documentId, session } = useEditor();
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const version = useDocumentVersion();
  /** Null: the newest. */
  const [chosenId, choose] = useState<string | null>(null);
  const query = useQuery(
    trpc.summaries.get.queryOptions(
      { documentId, summaryId: chosenId },
      {
        staleTime: 0,
        placeholderData: keepPreviousData,
        // What a worker does is asked for while it does it; a failure waits for the person.
        refetchInterval: ({ state }) => {
          const work = state.data?.work;
          return work && work.state !== "failed" ? pollMs : false;
        },
      },
    ),
  );

  // Whether the text has changed since is asked when it has been saved.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is asked again for what was seen, not for the key.
  useEffect(() => {
    void queryClient.invalidateQueries(trpc.summaries.get.pathFilter());
  }, [queryClient, version]);

  const refresh = () => queryClient.invalidateQueries(trpc.summaries.pathFilter());
  const options = {
    onSuccess: refresh,
    onError: (error: unknown) => showToast({ text: describeError(error), tone: "danger" as const }),
  };
  const start = useMutation(trpc.summaries.start.mutationOptions({ onSuccess: refresh }));
  const cancel = useMutation(trpc.summaries.cancel.mutationOptions(options));
  const retry = useMutation(trpc.summaries.retry.mutationOptions(options));

  /** What was typed is saved before it is read. */
  async function begin(input: Omit<SummaryInput, "documentId">): Promise<boolean> {
    await session.flush();
    try {
      await start.mutateAsync({ documentId, ...input });
    } catch {
      // The form shows it.
      return false;
    }
    choose(null);
    return true;
  }

  return {
    query,
    choose,
    start: { begin, error: start.error, isPending: start.isPending },
    cancel: () => cancel.mutate({ documentId }),
    retry: () => retry.mutate({ documentId }),
    isMoving: cancel.isPending || retry.isPending,
  };
}

export type SummaryActions = ReturnType<typeof useSummary>;
