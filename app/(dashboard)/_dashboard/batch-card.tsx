"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useLiveInterval } from "@/app/_live/use-live";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Skeleton } from "@/app/_ui/skeleton";
import { describeBatchCounts } from "@/app/_work/describe-batch-counts";
import { SourceRow } from "@/app/_work/source-row";
import type { BatchSummary } from "@/server/batches/schema";

const maxRows = 8;

/** A batch on the dashboard: its first sources, those that still move before the others. */
export function BatchCard({ batch }: { batch: BatchSummary }) {
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
