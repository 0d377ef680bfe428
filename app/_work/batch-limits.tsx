"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { formatSize } from "@/app/_format/format-size";
import { useTrpc } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { Modal } from "@/app/_ui/modal";
import { showToast } from "@/app/_ui/toast-store";
import type { BatchLimits as Limits } from "@/server/batches/schema";
import { LimitFields } from "./limit-fields";

/** What a batch may take of the machine, in a line; `canChange` while it has not ended. */
export function BatchLimits({ batchId, canChange }: { batchId: string; canChange: boolean }) {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const limits = useQuery(trpc.batches.limits.queryOptions({ batchId }, { staleTime: 30_000 }));
  const [draft, setDraft] = useState<Partial<Limits> | null>(null);
  const save = useMutation(
    trpc.batches.setLimits.mutationOptions({
      onSuccess: ({ moved }) => {
        setDraft(null);
        if (moved === 0) showToast({ text: "Nothing changed: it was so already, or the batch has ended." });
      },
      onSettled: () => queryClient.invalidateQueries(trpc.batches.pathFilter()),
    }),
  );
  if (!limits.data) return null;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 text-muted text-xs tabular-nums">
      {describeLimits(limits.data)}
      {canChange && (
        <button
          type="button"
          className="rounded text-accent hover:underline"
          aria-label="Change the limits"
          onClick={() => setDraft({})}
        >
          Change
        </button>
      )}
      <Modal
        open={draft !== null}
        onOpenChange={(open) => setDraft(open ? {} : null)}
        title="Limits of this batch"
        description="They hold from the next file on. What is being worked on now is finished as it began."
      >
        <LimitFields value={draft ?? {}} defaults={limits.data} onChange={setDraft} />
        <div className="mt-5 flex justify-end gap-2">
          <Button onClick={() => setDraft(null)}>Leave as it is</Button>
          <Button
            look="primary"
            disabled={save.isPending || Object.values(draft ?? {}).every((value) => value === undefined)}
            onClick={() => save.mutate({ batchId, ...draft })}
          >
            Save
          </Button>
        </div>
      </Modal>
    </span>
  );
}

function describeLimits({
  workerCount,
  memoryLimitMb,
  cpuLimitPercent,
  priority,
  maxRetries,
}: Limits): string {
  return [
    `${workerCount} at once`,
    `${formatSize(memoryLimitMb * 1_000_000)} memory`,
    `${cpuLimitPercent} % processor`,
    maxRetries === 1 ? "1 retry" : `${maxRetries} retries`,
    ...(priority === 0 ? [] : [`priority ${priority}`]),
  ].join(" · ");
}
