"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import { describeError } from "@/app/_trpc/describe-error";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Button } from "@/app/_ui/button";
import { Confirm } from "@/app/_ui/confirm";
import { showToast } from "@/app/_ui/toast-store";
import { describeKeptAnswers } from "./describe-kept-answers";

/** What language models answered, and what it saved not to ask them twice. */
export function KeptAnswers() {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const cache = useQuery(trpc.enhancement.cache.queryOptions());
  const clear = useMutation(
    trpc.enhancement.clearCache.mutationOptions({
      onSuccess: ({ removed }) =>
        showToast({
          text: `Removed ${removed === 1 ? "1 answer" : `${removed.toLocaleString("en")} answers`}.`,
        }),
      onSettled: () => queryClient.invalidateQueries(trpc.enhancement.pathFilter()),
      onError: (error) => showToast({ text: describeError(error), tone: "danger" }),
    }),
  );
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-t pt-3">
      <QueryNotice query={cache} />
      {cache.data && (
        <p className="min-w-0 flex-1 basis-56 text-pretty text-muted text-xs tabular-nums">
          {describeKeptAnswers(cache.data)}
        </p>
      )}
      {cache.data && cache.data.entries > 0 && (
        <Confirm
          title="Remove the answers of language models?"
          text="Your texts stay as they are. What is enhanced again is asked, and paid, anew."
          action="Remove"
          onConfirm={() => clear.mutate()}
        >
          <Button size="sm" disabled={clear.isPending}>
            Remove them…
          </Button>
        </Confirm>
      )}
    </div>
  );
}
