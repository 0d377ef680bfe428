"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTrpc } from "@/app/_trpc/client";
import type { ListPlace } from "./list-place";

/** Transcripts in which something was said that holds what is looked for; none while nothing is, and none in the
 * trash. */
export function useSpokenMatches({ q, trash, where, order }: ListPlace) {
  const trpc = useTrpc();
  const isAsked = q.trim() !== "" && !trash;
  const query = useInfiniteQuery(
    trpc.search.library.infiniteQueryOptions(
      { query: q.trim(), where, order, limit: 20 },
      {
        enabled: isAsked,
        getNextPageParam: (page) => page.nextCursor,
        // The lines stay while the words are being typed.
        placeholderData: (previous) => (isAsked ? previous : undefined),
      },
    ),
  );
  const documents = isAsked ? (query.data?.pages.flatMap((page) => page.documents) ?? []) : [];
  const { respelled = [], sentence = null } = query.data?.pages[0] ?? {};
  return {
    ...{ query, documents, respelled, sentence, isAsked },
    isEmpty: !isAsked || (query.isSuccess && documents.length === 0),
  };
}

export type SpokenSearch = ReturnType<typeof useSpokenMatches>;
