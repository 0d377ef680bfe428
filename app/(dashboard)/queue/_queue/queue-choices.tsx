"use client";

import { useQuery } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import { useWorkPlace } from "@/app/_work/list/use-work-place";

const selectClass =
  "h-8 max-w-48 rounded-md border border-line bg-surface px-2 text-sm hover:border-line-strong";

/** Which batch, and in which order. */
export function QueueChoices() {
  const trpc = useTrpc();
  const { place, go } = useWorkPlace();
  const list = useQuery(trpc.batches.list.queryOptions({ limit: 100 }));
  const batches = list.data?.batches ?? [];
  return (
    <>
      {(batches.length > 1 || place.batch) && (
        <select
          aria-label="Batch"
          value={place.batch ?? ""}
          onChange={(event) => go({ batch: event.currentTarget.value || undefined })}
          className={selectClass}
        >
          <option value="">All batches</option>
          {place.batch && !batches.some(({ id }) => id === place.batch) && (
            <option value={place.batch}>One batch</option>
          )}
          {batches.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      <select
        aria-label="Order"
        value={place.sort}
        onChange={(event) => go({ sort: event.currentTarget.value === "next" ? "next" : "added" })}
        className={selectClass}
      >
        <option value="added">Newest batch first</option>
        <option value="next">What runs next first</option>
      </select>
    </>
  );
}
