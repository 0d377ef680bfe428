import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { showToast } from "@/app/_ui/toast-store";
import type { ChangeChoiceInput, ChangeChoiceOutput, EnhanceInput } from "@/server/enhancement/schema";
import { useEditor } from "../editor-context";
import { useDocumentVersion } from "../panels/use-document-version";

const pollMs = 1_000;

export type ChangeChoice = ChangeChoiceInput["choice"];

/** How the enhancement of the open transcript stands, and what can be done about it. */
export function useEnhancement() {
  const { documentId, session } = useEditor();
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const version = useDocumentVersion();
  const query = useQuery(
    trpc.enhancement.get.queryOptions(
      { documentId },
      {
        staleTime: 0,
        // What a worker does is asked for while it does it; a failure waits for the person.
        refetchInterval: ({ state }) => {
          const work = state.data?.work;
          return work && work.state !== "failed" ? pollMs : false;
        },
      },
    ),
  );
  const isUnderWay = query.data?.work != null && query.data.work.state !== "failed";
  const enhancedAt = query.data?.enhancement?.enhancedAt?.getTime();

  // A machine's new text, and the end of a submission's own enhancement, come while the page is open.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is asked again for what was seen, not for the key.
  useEffect(() => {
    void queryClient.invalidateQueries(trpc.enhancement.get.pathFilter());
  }, [queryClient, version]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: these tell that there is another answer
  useEffect(() => {
    void queryClient.invalidateQueries(trpc.enhancement.changes.pathFilter());
    void queryClient.invalidateQueries(trpc.transcripts.get.pathFilter());
  }, [queryClient, isUnderWay, enhancedAt]);

  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries(trpc.enhancement.pathFilter()),
      queryClient.invalidateQueries(trpc.transcripts.get.pathFilter()),
      queryClient.invalidateQueries(trpc.batches.pathFilter()),
    ]);
  const options = {
    onSuccess: refresh,
    onError: (error: unknown) => showToast({ text: describeError(error), tone: "danger" as const }),
  };
  const start = useMutation(trpc.enhancement.start.mutationOptions({ onSuccess: refresh }));
  const cancel = useMutation(trpc.enhancement.cancel.mutationOptions(options));
  const retry = useMutation(trpc.enhancement.retry.mutationOptions(options));
  const undo = useMutation(trpc.enhancement.undo.mutationOptions(options));
  const accept = useMutation(trpc.enhancement.accept.mutationOptions(options));

  /** What was typed is saved before the server writes into the text. */
  async function begin(input: Omit<EnhanceInput, "documentId">) {
    await session.flush();
    start.mutate({ documentId, ...input });
  }

  async function settle(choice: ChangeChoice, state: "undone" | "accepted") {
    await session.flush();
    const [call, other] = state === "undone" ? [undo, accept] : [accept, undo];
    call.mutate(
      { documentId, choice },
      {
        onSuccess: (answer) => {
          if (answer.changed === 0) return;
          const back = { label: "Undo", run: () => other.mutate({ documentId, choice }) };
          showToast({
            text: describeSettled(answer, state),
            ...(state === "undone" && !("ids" in choice) && { action: back }),
          });
        },
      },
    );
  }

  return {
    query,
    start: { begin, error: start.error, isPending: start.isPending, reset: start.reset },
    cancel: () => cancel.mutate({ documentId }),
    retry: () => retry.mutate({ documentId }),
    settle,
    isSettling: undo.isPending || accept.isPending,
    isMoving: cancel.isPending || retry.isPending,
  };
}

export type EnhancementActions = ReturnType<typeof useEnhancement>;

function describeSettled({ changed, untouched }: ChangeChoiceOutput, state: "undone" | "accepted"): string {
  const done = `${changed === 1 ? "1 change" : `${changed.toLocaleString("en")} changes`} ${state}.`;
  if (untouched.length === 0) return done;
  return `${done} ${untouched.length === 1 ? "At 1 place you" : `At ${untouched.length.toLocaleString("en")} places you`} had changed the text: it stays as you wrote it.`;
}
