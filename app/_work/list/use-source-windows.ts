"use client";

import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLiveInterval } from "@/app/_live/use-live";
import { useTrpc } from "@/app/_trpc/client";
import type { GroupCounts, SourceView } from "@/server/batches/schema";
import { hearingPollMs, isHearing } from "../describe-hearing";
import { pageSize, type SourceFilter } from "./first-window";
import type { KeyRun } from "./selection";

/** A page that flies past while somebody drags the scroll bar is not asked for. */
const settleMs = 60;

interface Known {
  key: string;
  total: number;
  counts: GroupCounts;
}

/** The rows from `first` to `last` of a list that may hold thousands: pages of it are asked for as they come into view,
 * and only those are asked again when something moves. */
export function useSourceWindows(filter: SourceFilter, first: number, last: number) {
  const trpc = useTrpc();
  const queryClient = useQueryClient();
  const refetchInterval = useLiveInterval();
  const key = JSON.stringify(filter);
  const from = Math.floor(first / pageSize);
  const to = Math.max(from, Math.floor(last / pageSize));
  const settled = useSettled(`${key} ${from} ${to}`);
  const pages = Array.from({ length: to - from + 1 }, (_, at) => from + at);

  const queries = useQueries({
    queries: pages.map((page) =>
      trpc.batches.sources.queryOptions(
        { ...filter, offset: page * pageSize, limit: pageSize },
        {
          refetchInterval: ({ state }) =>
            state.data?.sources.some(
              ({ hearing, diarization }) => isHearing(hearing) || isHearing(diarization),
            )
              ? hearingPollMs
              : refetchInterval,
          enabled: settled || page === 0,
        },
      ),
    ),
  });
  const newest = queries
    .filter(({ data }) => data)
    .sort((a, b) => b.dataUpdatedAt - a.dataUpdatedAt)[0]?.data;

  // What was known last stays while another page of the same list is on its way; counts also while the filter changes.
  const [known, setKnown] = useState<Known | null>(null);
  if (newest && (known?.key !== key || known.total !== newest.total || known.counts !== newest.counts)) {
    setKnown({ key, total: newest.total, counts: newest.counts });
  }

  function find(index: number): SourceView | undefined {
    const page = queries[Math.floor(index / pageSize) - from];
    return page?.data?.sources[index % pageSize];
  }

  /** Keys of a stretch of the list, loaded or not; of all of it without an end. */
  async function listKeys(start = 0, end?: number): Promise<readonly KeyRun[]> {
    const limit = end === undefined ? 100_000 : end - start + 1;
    const { keys } = await queryClient.fetchQuery(
      trpc.batches.sourceKeys.queryOptions({ ...filter, offset: start, limit }, { staleTime: 0 }),
    );
    return keys;
  }

  return {
    total: newest?.total ?? (known?.key === key ? known.total : null),
    counts: newest?.counts ?? known?.counts ?? null,
    failed: queries.find(({ error }) => error) ?? null,
    find,
    listKeys,
  };
}

function useSettled(what: string): boolean {
  const [settled, setSettled] = useState(what);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(what), settleMs);
    return () => clearTimeout(timer);
  }, [what]);
  return settled === what;
}
