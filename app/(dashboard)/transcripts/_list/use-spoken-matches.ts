"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import type { ListPlace } from "./list-place";

/** Lines of all transcripts that hold what is looked for; none while nothing is, and none in the trash. */
export function useSpokenMatches({ q, trash }: ListPlace) {
  const trpc = useTrpc();
  const isAsked = q.trim() !== "" && !trash;
  const query = useInfiniteQuery(
    trpc.search.segments.infiniteQueryOptions(
      { query: q.trim(), limit: 20 },
      {
        enabled: isAsked,
        getNextPageParam: (page) => page.nextCursor,
        // The lines stay while the words are being typed.
        placeholderData: (previous) => (isAsked ? previous : undefined),
      },
    ),
  );
  const matches = isAsked ? (query.data?.pages.flatMap((page) => page.matches) ?? []) : [];
  return { query, matches, isAsked, isEmpty: !isAsked || (query.isSuccess && matches.length === 0) };
}

export type SpokenSearch = ReturnType<typeof useSpokenMatches>;
