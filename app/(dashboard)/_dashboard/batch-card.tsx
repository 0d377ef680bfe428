"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useLiveInterval } from "@/app/_live/use-live";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { ProgressBar } from "@/app/_ui/progress-bar";
import { Skeleton } from "@/app/_ui/skeleton";
import { BatchLimits } from "@/app/_work/batch-limits";
import { describeBatchCounts } from "@/app/_work/describe-batch-counts";
import { SourceRow } from "@/app/_work/source-row";
import { isBatchEnded } from "@/core/status/derive-batch-status";
import type { BatchSummary } from "@/server/batches/schema";

const maxRows = 8;
/** Above that a card says how the whole stands, and its rows are left to the batch's own page. */
const largeFrom = 100;

export function BatchCard({ batch }: { batch: BatchSummary }) {
  return batch.totalFiles >= largeFrom ? <LargeBatchCard batch={batch} /> : <SmallBatchCard batch={batch} />;
}

function LargeBatchCard({ batch }: { batch: BatchSummary }) {
  return (
    <article aria-label={batch.name} className="rounded-xl border border-line bg-surface px-3 py-2.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 gap-y-1">
        <Link
          href={`/batches/${batch.id}`}
          className="min-w-0 truncate rounded font-medium hover:text-accent hover:underline"
        >
          {batch.name}
        </Link>
        <span className="text-muted text-xs tabular-nums">{describeBatchCounts(batch)}</span>
      </div>
      <ProgressBar className="my-2" value={batch.progress} label={`Progress of ${batch.name}`} />
      <BatchLimits batchId={batch.id} canChange={!isBatchEnded(batch.status)} />
    </article>
  );
}

/** Its first sources, those that still move before the others. */
function SmallBatchCard({ batch }: { batch: BatchSummary }) {
  const trpc = useTrpc();
  const refetchInterval = useLiveInterval();
  // A short batch keeps the order it was added in.
  const isLong = batch.totalFiles > maxRows;
  const input = { batchId: batch.id, sort: isLong ? ("next" as const) : ("added" as const), limit: maxRows };
  const page = useQuery(trpc.batches.sources.queryOptions(input, { refetchInterval }));
  if (!page.data) return page.error ? <QueryNotice query={page} /> : <Skeleton rows={2} />;
  const { sources, total } = page.data;
  return (
    <article aria-label={batch.name} className="overflow-hidden rounded-xl border border-line bg-surface">
      <header className="flex flex-wrap items-baseline justify-between gap-x-3 border-line border-b bg-sunken/50 px-3 py-1.5 text-xs">
        <Link
          href={`/batches/${batch.id}`}
          className="truncate rounded font-medium hover:text-accent hover:underline"
        >
          {batch.name}
        </Link>
        <span className="text-muted tabular-nums">{describeBatchCounts(batch)}</span>
      </header>
      {sources.length === 0 && <p className="px-3 py-2 text-muted">This batch has no files.</p>}
      <ul className="divide-y divide-line">
        {sources.map((source) => (
          <SourceRow key={source.sourceIndex} source={source} />
        ))}
      </ul>
      {total > sources.length && (
        <Link
          href={`/batches/${batch.id}`}
          className="block border-line border-t px-3 py-2 text-accent text-xs hover:underline"
        >
          See all {total.toLocaleString("en-GB")} files
        </Link>
      )}
    </article>
  );
}
