"use client";

import { ChevronDown, Play, RotateCcw, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { When } from "@/app/_format/when";
import { Badge } from "@/app/_ui/badge";
import { Button } from "@/app/_ui/button";
import { Confirm } from "@/app/_ui/confirm";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuContent, MenuTrigger } from "@/app/_ui/menu";
import { PageHead } from "@/app/_ui/page-head";
import { BatchLimits } from "@/app/_work/batch-limits";
import { describeBatchCounts } from "@/app/_work/describe-batch-counts";
import { describeBatchStatus } from "@/app/_work/describe-stage";
import { describeTimeLeft } from "@/app/_work/describe-time-left";
import { PauseMenu } from "@/app/_work/pause-menu";
import { describePriority, PriorityItems } from "@/app/_work/priority-items";
import { useBulkActions } from "@/app/_work/use-bulk-actions";
import { useWorkActions } from "@/app/_work/use-work-actions";
import { isBatchEnded } from "@/core/status/derive-batch-status";
import type { BatchDetail } from "@/server/batches/schema";

/** What a batch is, how far it is, and what can be done with all of it. */
export function BatchHead({ batch }: { batch: BatchDetail }) {
  const router = useRouter();
  const { retryFailed, pauseBatch, resumeBatch, cancelBatch } = useWorkActions();
  const { setBatchPriority, removeBatch } = useBulkActions();
  const { id: batchId, priority, pace } = batch;
  const status = describeBatchStatus(batch.status);
  const hasEnded = isBatchEnded(batch.status);

  return (
    <PageHead
      title={batch.name}
      note={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 tabular-nums">
          <Badge tone={status.tone}>{status.text}</Badge>
          <span>{describeBatchCounts(batch)}</span>
          {!hasEnded && pace && <span>{describeTimeLeft(pace)}</span>}
          <span>
            Added <When at={batch.createdAt} />
          </span>
          <BatchLimits batchId={batchId} canChange={!hasEnded} />
        </span>
      }
    >
      {batch.failedFiles > 0 && (
        <Button disabled={retryFailed.isPending} onClick={() => retryFailed.mutate({ batchId })}>
          <RotateCcw aria-hidden />
          Retry all that failed
        </Button>
      )}
      {!hasEnded && (
        <Menu>
          <MenuTrigger asChild>
            <Button disabled={setBatchPriority.isPending}>
              {describePriority(priority) ?? "Priority"}
              <ChevronDown aria-hidden />
            </Button>
          </MenuTrigger>
          <MenuContent>
            <PriorityItems
              value={priority}
              onChange={(next) => setBatchPriority.mutate({ batchId, priority: next })}
            />
          </MenuContent>
        </Menu>
      )}
      {batch.status === "paused" ? (
        <Button disabled={resumeBatch.isPending} onClick={() => resumeBatch.mutate({ batchId })}>
          <Play aria-hidden />
          Resume
        </Button>
      ) : (
        !hasEnded && (
          <PauseMenu
            label="Pause"
            disabled={pauseBatch.isPending}
            onPause={(stopRunning) => pauseBatch.mutate({ batchId, stopRunning })}
          />
        )
      )}
      {!hasEnded && (
        <Confirm
          title="Cancel this batch?"
          text="What is finished stays. Everything else stops, and can be started again later."
          action="Cancel the batch"
          onConfirm={() => cancelBatch.mutate({ batchId })}
        >
          <Button>Cancel the batch</Button>
        </Confirm>
      )}
      <IconButton
        label="Delete the batch"
        disabled={removeBatch.isPending}
        onClick={() => removeBatch.mutate({ batchId }, { onSuccess: () => router.push("/batches") })}
      >
        <Trash2 aria-hidden />
      </IconButton>
    </PageHead>
  );
}
