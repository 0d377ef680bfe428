"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Layers } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { useLive, useLiveInterval } from "@/app/_live/use-live";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Button } from "@/app/_ui/button";
import { cn } from "@/app/_ui/cn";
import { EmptyState } from "@/app/_ui/empty-state";
import { PageHead } from "@/app/_ui/page-head";
import { Sheet } from "@/app/_ui/sheet";
import { Skeleton } from "@/app/_ui/skeleton";
import { describeBatchStatus } from "@/app/_work/describe-stage";
import { QueuePausedNotice } from "@/app/_work/queue-paused-notice";
import { batchStatuses } from "@/core/status/transitions";
import { BatchRow } from "./batch-row";
import { batchesQuery, parseStatus, serializeStatus } from "./status-place";

export function BatchesView() {
  const trpc = useTrpc();
  useLive({ everything: true });
  const status = parseStatus(useSearchParams().get("status"));
  const [input, paging] = batchesQuery(status);
  const refetchInterval = useLiveInterval();
  const list = useInfiniteQuery(
    trpc.batches.list.infiniteQueryOptions(input, { ...paging, refetchInterval }),
  );
  const batches = list.data?.pages.flatMap((page) => page.batches) ?? [];
  return (
    <Sheet>
      <PageHead title="Batches" note="What was added together, newest first">
        <Button asChild look="quiet">
          <Link href="/queue">Queue</Link>
        </Button>
      </PageHead>
      <QueuePausedNotice />
      <nav aria-label="Status" className="mb-3 flex max-w-full flex-wrap rounded-lg bg-sunken p-0.5 sm:w-fit">
        {[undefined, ...batchStatuses].map((each) => (
          <Link
            key={each ?? "all"}
            href={serializeStatus(each)}
            aria-current={each === status ? "page" : undefined}
            className={cn(
              "flex h-7 items-center rounded-md px-2.5 text-xs transition-colors",
              each === status ? "bg-surface font-medium shadow-sm" : "text-muted hover:text-ink",
            )}
          >
            {each ? describeBatchStatus(each).text : "All"}
          </Link>
        ))}
      </nav>
      <QueryNotice query={list} className="mb-3" />
      {list.isPending && <Skeleton />}
      {list.isSuccess && batches.length === 0 && (
        <EmptyState
          icon={<Layers />}
          title={status ? "No batch is like that" : "No batches yet"}
          action={
            <Button asChild look={status ? "outline" : "primary"}>
              <Link href={status ? "/batches" : "/"}>{status ? "Show all" : "Add a recording"}</Link>
            </Button>
          }
        >
          {status
            ? "Choose another status above."
            : "Every time you add recordings, they become a batch here."}
        </EmptyState>
      )}
      {batches.length > 0 && (
        <ul aria-label="Batches" className="divide-y divide-line rounded-xl border border-line bg-surface">
          {batches.map((batch) => (
            <BatchRow key={batch.id} batch={batch} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? "Loading…" : "Show more"}
          </Button>
        </div>
      )}
    </Sheet>
  );
}
