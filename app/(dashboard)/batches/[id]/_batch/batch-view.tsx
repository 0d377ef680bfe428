"use client";

import { useQuery } from "@tanstack/react-query";
import { Pause, Play, RotateCcw } from "lucide-react";
import { useState } from "react";
import { When } from "@/app/_format/when";
import { useLive, useLiveInterval } from "@/app/_live/use-live";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Badge } from "@/app/_ui/badge";
import { Button } from "@/app/_ui/button";
import { Confirm } from "@/app/_ui/confirm";
import { PageHead } from "@/app/_ui/page-head";
import { Sheet } from "@/app/_ui/sheet";
import { Skeleton } from "@/app/_ui/skeleton";
import { uploads } from "@/app/_uploads/uploads";
import { describeBatchCounts } from "@/app/_work/describe-batch-counts";
import { describeBatchStatus } from "@/app/_work/describe-stage";
import { SourceRow } from "@/app/_work/source-row";
import { useWorkActions } from "@/app/_work/use-work-actions";
import { isBatchEnded } from "@/core/status/derive-batch-status";
import type { BatchDetail } from "@/server/batches/schema";
import { type Group, isInGroup, StageFilter } from "./stage-filter";

export function BatchView({ batchId }: { batchId: string }) {
  const trpc = useTrpc();
  useLive({ batchIds: [batchId] });
  const refetchInterval = useLiveInterval();
  const batch = useQuery(trpc.batches.get.queryOptions({ batchId }, { refetchInterval }));
  const [group, setGroup] = useState<Group>("all");
  return (
    <Sheet>
      <QueryNotice query={batch} className="mb-4" />
      {batch.data ? (
        <>
          <BatchHead batch={batch.data} />
          <StageFilter sources={batch.data.sources} value={group} onChange={setGroup} />
          <ul
            aria-label="Files"
            className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface"
          >
            {batch.data.sources
              .filter(({ stage }) => isInGroup(stage, group))
              .map((source) => (
                <SourceRow key={source.sourceIndex} source={source} />
              ))}
          </ul>
        </>
      ) : (
        batch.isPending && <Skeleton />
      )}
    </Sheet>
  );
}

function BatchHead({ batch }: { batch: BatchDetail }) {
  const { retryFailed, pauseBatch, resumeBatch, cancelBatch } = useWorkActions();
  const status = describeBatchStatus(batch.status);

  function cancelAll() {
    for (const { mediaFileId } of batch.sources) uploads.remove(mediaFileId);
    cancelBatch.mutate({ batchId: batch.id });
  }

  return (
    <PageHead
      title={batch.name}
      note={
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 tabular-nums">
          <Badge tone={status.tone}>{status.text}</Badge>
          <span>{describeBatchCounts(batch)}</span>
          <span>
            Added <When at={batch.createdAt} />
          </span>
        </span>
      }
    >
      {batch.failedFiles > 0 && (
        <Button disabled={retryFailed.isPending} onClick={() => retryFailed.mutate({ batchId: batch.id })}>
          <RotateCcw aria-hidden />
          Retry all that failed
        </Button>
      )}
      {batch.status === "paused" ? (
        <Button disabled={resumeBatch.isPending} onClick={() => resumeBatch.mutate({ batchId: batch.id })}>
          <Play aria-hidden />
          Resume
        </Button>
      ) : (
        !isBatchEnded(batch.status) && (
          <Button
            disabled={pauseBatch.isPending}
            title="Nothing new starts; what is being transcribed now is finished"
            onClick={() => pauseBatch.mutate({ batchId: batch.id })}
          >
            <Pause aria-hidden />
            Pause
          </Button>
        )
      )}
      {!isBatchEnded(batch.status) && (
        <Confirm
          title="Cancel this batch?"
          text="What is finished stays. Everything else stops, and can be started again later."
          action="Cancel the batch"
          onConfirm={cancelAll}
        >
          <Button>Cancel the batch</Button>
        </Confirm>
      )}
    </PageHead>
  );
}
