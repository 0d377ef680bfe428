"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { ImportButton } from "@/app/_imports/import-button";
import { useLive, useLiveInterval } from "@/app/_live/use-live";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Button } from "@/app/_ui/button";
import { PageHead } from "@/app/_ui/page-head";
import { Sheet } from "@/app/_ui/sheet";
import { Skeleton } from "@/app/_ui/skeleton";
import { DiskUse } from "./disk-use";
import { DocumentRow } from "./document-row";
import { ListEmpty } from "./list-empty";
import { ListFilter } from "./list-filter";
import { listQueryInput, nextPage, parseListPlace } from "./list-place";
import { SpokenMatches } from "./spoken-matches";
import { TrashRow } from "./trash-row";
import { useSpokenMatches } from "./use-spoken-matches";

export function ListView() {
  const trpc = useTrpc();
  const place = parseListPlace(Object.fromEntries(useSearchParams()));
  useLive({ everything: true });
  const refetchInterval = useLiveInterval();
  const list = useInfiniteQuery(
    trpc.transcripts.list.infiniteQueryOptions(listQueryInput(place), {
      ...nextPage,
      refetchInterval,
      // The rows stay while the filter is being typed.
      placeholderData: (previous, query) => {
        const before = query?.queryKey[1]?.input as { trash?: boolean } | undefined;
        return before?.trash === place.trash ? previous : undefined;
      },
    }),
  );
  const documents = list.data?.pages.flatMap((page) => page.documents) ?? [];
  const spoken = useSpokenMatches(place);
  const Row = place.trash ? TrashRow : DocumentRow;

  return (
    <Sheet>
      <PageHead title={place.trash ? "Trash" : "Transcripts"} note={<DiskUse />}>
        {!place.trash && <ImportButton />}
      </PageHead>
      <ListFilter place={place} trashed={place.trash ? documents : []} />
      <QueryNotice query={list} className="mb-3" />
      {list.isPending && <Skeleton />}
      {list.isSuccess && documents.length === 0 && spoken.isEmpty && <ListEmpty place={place} />}
      {documents.length > 0 && (
        <ul
          aria-label={place.trash ? "Trash" : "Transcripts"}
          aria-busy={list.isPlaceholderData}
          className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface"
        >
          {documents.map((document) => (
            <Row key={document.id} document={document} />
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
      <SpokenMatches spoken={spoken} isFailureTold={list.isError} />
    </Sheet>
  );
}
