import Link from "next/link";
import { Badge } from "@/app/_ui/badge";
import { describeBatchCounts } from "@/app/_work/describe-batch-counts";
import { describeBatchStatus } from "@/app/_work/describe-stage";
import type { BatchSummary } from "@/server/batches/schema";

export function EarlierBatches({ batches }: { batches: BatchSummary[] }) {
  return (
    <section aria-labelledby="earlier">
      <div className="mb-2 flex items-baseline justify-between">
        <h2 id="earlier" className="font-semibold">
          Earlier batches
        </h2>
        <Link href="/batches" className="rounded text-accent text-xs hover:underline">
          See all
        </Link>
      </div>
      <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
        {batches.map((batch) => {
          const status = describeBatchStatus(batch.status);
          return (
            <li key={batch.id} className="relative px-3 py-2 hover:bg-sunken/60">
              <div className="flex items-center gap-2">
                <Link
                  href={`/batches/${batch.id}`}
                  className="min-w-0 flex-1 truncate rounded after:absolute after:inset-0"
                >
                  {batch.name}
                </Link>
                <Badge tone={status.tone}>{status.text}</Badge>
              </div>
              <p className="text-muted text-xs tabular-nums">{describeBatchCounts(batch)}</p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
