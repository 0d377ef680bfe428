"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { ImportButton } from "@/app/_imports/import-button";
import { useLive, useLiveInterval } from "@/app/_live/use-live";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Button } from "@/app/_ui/button";
import { PageHead } from "@/app/_ui/page-head";
import { Sheet } from "@/app/_ui/sheet";
import { Skeleton } from "@/app/_ui/skeleton";
import { ChooseBar } from "./choose-bar";
import { CollectionBar } from "./collection-bar";
import { DiskUse } from "./disk-use";
import { DocumentRow } from "./document-row";
import { FilterChips } from "./filter-chips";
import { ListEmpty } from "./list-empty";
import { ListFilter } from "./list-filter";
import { listQueryInput, nextPage } from "./list-place";
import { SpokenMatches } from "./spoken-matches";
import { TrashRow } from "./trash-row";
import { useDocumentActions } from "./use-document-actions";
import { useListKeys } from "./use-list-keys";
import { useListPlace } from "./use-list-place";
import { useRowSelection } from "./use-row-selection";
import { useSpokenMatches } from "./use-spoken-matches";

export function ListView() {
  const trpc = useTrpc();
  const [place, go] = useListPlace();
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
  const selection = useRowSelection(place.trash ? [] : documents.map(({ id }) => id));
  const field = useRef<HTMLInputElement>(null);
  const { remove } = useDocumentActions();
  useListKeys({
    searchField: field,
    selection,
    onDelete(documentIds) {
      if (place.trash) return;
      remove.mutate({ documentIds });
      selection.clear();
    },
  });
  const isChosen = selection.ids.length > 0;

  return (
    <Sheet>
      <PageHead title={place.trash ? "Trash" : "Transcripts"} note={<DiskUse />}>
        {!place.trash && <ImportButton />}
      </PageHead>
      {!place.trash && <CollectionBar place={place} go={go} />}
      <ListFilter place={place} go={go} field={field} trashed={place.trash ? documents : []} />
      <FilterChips where={place.where} go={go} />
      <QueryNotice query={list} className="mb-3" />
      {list.isPending && <Skeleton />}
      {list.isSuccess && documents.length === 0 && spoken.isEmpty && <ListEmpty place={place} />}
      {documents.length > 0 && !place.trash && (
        <label className="mb-1.5 flex w-fit items-center gap-2 px-3 text-muted text-xs">
          <input
            type="checkbox"
            checked={isChosen && selection.ids.length === documents.length}
            ref={(box) => {
              if (box) box.indeterminate = isChosen && selection.ids.length < documents.length;
            }}
            onChange={() => (isChosen ? selection.clear() : selection.chooseAll())}
            className="size-4 accent-accent"
          />
          Select all shown
        </label>
      )}
      {documents.length > 0 && (
        <ul
          aria-label={place.trash ? "Trash" : "Transcripts"}
          aria-busy={list.isPlaceholderData}
          className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface"
        >
          {documents.map((document) =>
            place.trash ? (
              <TrashRow key={document.id} document={document} />
            ) : (
              <DocumentRow key={document.id} document={document} selection={selection} go={go} />
            ),
          )}
        </ul>
      )}
      {list.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? "Loading…" : "Show more"}
          </Button>
        </div>
      )}
      <SpokenMatches spoken={spoken} place={place} go={go} isFailureTold={list.isError} />
      <ChooseBar selection={selection} documents={documents} collectionId={place.where.collectionId} />
    </Sheet>
  );
}
