"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { formatClock } from "@/app/_format/format-clock";
import { When } from "@/app/_format/when";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Button } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/skeleton";
import type { HistoryEntry } from "@/server/transcripts/version-schema";
import { describeChange } from "./describe-change";
import { useVersionActions } from "./use-version-actions";

/** Everything that was done to a document, newest first. */
export function HistoryList({ documentId }: { documentId: string }) {
  const trpc = useTrpc();
  const history = useInfiniteQuery(
    trpc.transcripts.history.infiniteQueryOptions(
      { documentId },
      { getNextPageParam: (page) => page.nextCursor, initialCursor: null },
    ),
  );
  const entries = history.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <section aria-labelledby="changes">
      <h2 id="changes" className="mb-2 font-semibold">
        Changes
      </h2>
      <QueryNotice query={history} />
      {history.isPending && <Skeleton rows={3} />}
      {history.data && entries.length === 0 && (
        <p className="text-muted text-xs">Nobody has changed this text yet.</p>
      )}
      {entries.length > 0 && (
        <ol className="divide-y divide-line rounded-lg border border-line bg-surface">
          {entries.map((entry) => (
            <Entry key={`${entry.revision}-${entry.commandId}`} documentId={documentId} entry={entry} />
          ))}
        </ol>
      )}
      {history.hasNextPage && (
        <Button
          className="mt-2"
          disabled={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          Show earlier changes
        </Button>
      )}
    </section>
  );
}

function Entry({ documentId, entry }: { documentId: string; entry: HistoryEntry }) {
  const { takeBack } = useVersionActions(documentId);
  const { commandId, before, after } = entry;
  const what = describeChange(entry);
  return (
    <li className="px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="min-w-0 flex-1">{what}</span>
        <span className="text-muted text-xs">
          <When at={entry.createdAt} />
        </span>
      </div>
      {(before !== null || after !== null) && (
        <p dir="auto" className="mt-0.5 line-clamp-3 break-words text-muted text-xs">
          {entry.startMs !== null && <span className="tabular-nums">{formatClock(entry.startMs)} </span>}
          {after ?? before}
        </p>
      )}
      {entry.isUndone ? (
        <p className="mt-0.5 text-muted text-xs">Taken back.</p>
      ) : (
        commandId && (
          <Button
            look="quiet"
            size="sm"
            className="-ml-2 mt-0.5"
            aria-label={`Take back: ${what}, ${entry.createdAt.toISOString()}`}
            onClick={() => takeBack(commandId)}
          >
            Take back
          </Button>
        )
      )}
    </li>
  );
}
