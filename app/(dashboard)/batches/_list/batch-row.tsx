"use client";

import { CircleStop, EllipsisVertical, Pause, Play, RotateCcw, Trash2 } from "lucide-react";
import Link from "next/link";
import { When } from "@/app/_format/when";
import { Badge } from "@/app/_ui/badge";
import { Button } from "@/app/_ui/button";
import { Menu, MenuContent, MenuItem, MenuSeparator, MenuTrigger } from "@/app/_ui/menu";
import { ProgressBar } from "@/app/_ui/progress-bar";
import { describeBatchCounts } from "@/app/_work/describe-batch-counts";
import { describeBatchStatus } from "@/app/_work/describe-stage";
import { describeTimeLeft } from "@/app/_work/describe-time-left";
import { describePriority, PriorityItems } from "@/app/_work/priority-items";
import { useBulkActions } from "@/app/_work/use-bulk-actions";
import { useWorkActions } from "@/app/_work/use-work-actions";
import { isBatchEnded } from "@/core/status/derive-batch-status";
import type { BatchSummary } from "@/server/batches/schema";

export function BatchRow({ batch }: { batch: BatchSummary }) {
  const status = describeBatchStatus(batch.status);
  const hasEnded = isBatchEnded(batch.status);
  const facts = [
    describeBatchCounts(batch),
    describePriority(batch.priority),
    !hasEnded && batch.pace && describeTimeLeft(batch.pace),
  ];
  return (
    <li className="flex items-center gap-3 px-3 py-2.5 hover:bg-sunken/50">
      <div className="min-w-0 flex-1">
        <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <Link
            href={`/batches/${batch.id}`}
            className="min-w-0 truncate rounded font-medium hover:text-accent hover:underline"
          >
            {batch.name}
          </Link>
          <Badge tone={status.tone}>{status.text}</Badge>
        </div>
        <p className="text-muted text-xs tabular-nums">{facts.filter(Boolean).join(" · ")}</p>
        {!hasEnded && (
          <ProgressBar
            className="mt-1.5 max-w-md"
            value={batch.progress}
            label={`Progress of ${batch.name}`}
          />
        )}
      </div>
      <span className="hidden text-muted text-xs tabular-nums sm:inline">
        <When at={batch.createdAt} />
      </span>
      <BatchMenu batch={batch} hasEnded={hasEnded} />
    </li>
  );
}

function BatchMenu({ batch, hasEnded }: { batch: BatchSummary; hasEnded: boolean }) {
  const { retryFailed, pauseBatch, resumeBatch } = useWorkActions();
  const { setBatchPriority, removeBatch } = useBulkActions();
  const { id: batchId } = batch;
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button look="quiet" size="icon" aria-label={`Actions for ${batch.name}`}>
          <EllipsisVertical aria-hidden />
        </Button>
      </MenuTrigger>
      <MenuContent className="min-w-52">
        {!hasEnded && batch.pausedAt === null && (
          <>
            <MenuItem onSelect={() => pauseBatch.mutate({ batchId, stopRunning: false })}>
              <Pause aria-hidden />
              Pause, finish what runs
            </MenuItem>
            <MenuItem onSelect={() => pauseBatch.mutate({ batchId, stopRunning: true })}>
              <CircleStop aria-hidden />
              Pause, stop what runs soon
            </MenuItem>
          </>
        )}
        {!hasEnded && batch.pausedAt !== null && (
          <MenuItem onSelect={() => resumeBatch.mutate({ batchId })}>
            <Play aria-hidden />
            Resume
          </MenuItem>
        )}
        {batch.failedFiles > 0 && (
          <MenuItem onSelect={() => retryFailed.mutate({ batchId })}>
            <RotateCcw aria-hidden />
            Retry all that failed
          </MenuItem>
        )}
        {!hasEnded && (
          <>
            <MenuSeparator />
            <PriorityItems
              value={batch.priority}
              onChange={(priority) => setBatchPriority.mutate({ batchId, priority })}
            />
          </>
        )}
        <MenuSeparator />
        <MenuItem className="text-danger" onSelect={() => removeBatch.mutate({ batchId })}>
          <Trash2 aria-hidden />
          Delete the batch
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
