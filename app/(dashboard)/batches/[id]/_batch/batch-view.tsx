"use client";

import { useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { useLive, useLiveInterval } from "@/app/_live/use-live";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { EmptyState } from "@/app/_ui/empty-state";
import { Sheet } from "@/app/_ui/sheet";
import { Skeleton } from "@/app/_ui/skeleton";
import { WorkList } from "@/app/_work/list/work-list";
import { QueuePausedNotice } from "@/app/_work/queue-paused-notice";
import { BatchHead } from "./batch-head";

export function BatchView({ batchId }: { batchId: string }) {
  const trpc = useTrpc();
  useLive({ batchIds: [batchId] });
  const refetchInterval = useLiveInterval();
  const batch = useQuery(trpc.batches.get.queryOptions({ batchId }, { refetchInterval }));
  return (
    <Sheet>
      <QueryNotice query={batch} className="mb-4" />
      {batch.data ? <BatchHead batch={batch.data} /> : batch.isPending && <Skeleton rows={1} />}
      <QueuePausedNotice />
      <WorkList
        batchId={batchId}
        empty={null}
        nothingFound={
          <EmptyState icon={<SearchX />} title="No file of this batch is like that">
            Choose another group, or clear the filter.
          </EmptyState>
        }
      />
    </Sheet>
  );
}
