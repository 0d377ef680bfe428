"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { formatClock } from "@/app/_format/format-clock";
import { useTrpc } from "@/app/_trpc/client";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { Button } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/skeleton";
import type { ChangeView } from "@/server/enhancement/schema";
import { useEditor } from "../editor-context";
import { showPlace } from "../quality/show-place";
import { type ChangeKindName, kindNames, showText } from "./describe-enhancement";
import type { EnhancementActions } from "./use-enhancement";

const pageRows = 200;

interface ChangeListProps {
  kind: ChangeKindName | null;
  /** Nothing in it can be taken back. */
  isOutdated: boolean;
  actions: EnhancementActions;
}

/** Each change in the order of the text; a page at a time, for a long text has thousands. */
export function ChangeList({ kind, isOutdated, actions }: ChangeListProps) {
  const { documentId } = useEditor();
  const trpc = useTrpc();
  const query = useInfiniteQuery(
    trpc.enhancement.changes.infiniteQueryOptions(
      { documentId, limit: pageRows, ...(kind && { kind }) },
      { getNextPageParam: ({ nextCursor }) => nextCursor, placeholderData: keepPreviousData },
    ),
  );
  const total = query.data?.pages[0]?.total ?? 0;
  const changes = query.data?.pages.flatMap((page) => page.changes) ?? [];
  if (query.isPending) return <Skeleton rows={5} className="mx-4" />;
  if (query.isSuccess && total === 0) return null;
  return (
    <section className="border-line border-t pt-2">
      <h3 className="px-4 py-1 font-medium text-xs">
        {kind ? kindNames[kind] : "All changes"}{" "}
        <span className="font-normal text-muted tabular-nums">{total.toLocaleString("en")}</span>
      </h3>
      <QueryNotice query={query} className="mx-4 my-2" />
      <ul aria-label="Changes">
        {changes.map((change) => (
          <ChangeRow key={change.id} change={change} isFixed={isOutdated} actions={actions} />
        ))}
      </ul>
      {query.hasNextPage && (
        <p className="px-4 py-2">
          <Button size="sm" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </p>
      )}
    </section>
  );
}

interface ChangeRowProps {
  change: ChangeView;
  isFixed: boolean;
  actions: EnhancementActions;
}

function ChangeRow({ change, isFixed, actions }: ChangeRowProps) {
  const editor = useEditor();
  const { id, before, after, startMs, state } = change;
  const isUndone = state === "undone";
  const told = `${showText(before)} to ${showText(after)}`;
  return (
    <li className="flex items-baseline gap-2 px-4 py-1 [contain-intrinsic-size:auto_36px] [content-visibility:auto]">
      <button
        type="button"
        aria-label={`Show ${told} at ${formatClock(startMs)}`}
        className="shrink-0 rounded text-accent text-xs tabular-nums underline"
        onClick={() => showPlace(editor, startMs)}
      >
        {formatClock(startMs)}
      </button>
      <span className="min-w-0 flex-1 break-words">
        <Shown text={before} className={isUndone ? "" : "text-muted line-through"} />
        <span aria-hidden className="text-muted">
          {" → "}
        </span>
        <Shown text={after} className={isUndone ? "text-muted line-through" : ""} />
        {state === "accepted" && <span className="ml-1.5 text-muted text-xs">kept</span>}
      </span>
      {state === "open" && (
        <Button
          size="sm"
          look="quiet"
          disabled={actions.isSettling || isFixed}
          aria-label={`Keep ${told}`}
          onClick={() => void actions.settle({ ids: [id] }, "accepted")}
        >
          Keep
        </Button>
      )}
      <Button
        size="sm"
        look="quiet"
        disabled={actions.isSettling || isFixed}
        aria-label={isUndone ? `Make again ${told}` : `Undo ${told}`}
        onClick={() => void actions.settle({ ids: [id] }, isUndone ? "accepted" : "undone")}
      >
        {isUndone ? "Make again" : "Undo"}
      </Button>
    </li>
  );
}

function Shown({ text, className }: { text: string; className: string }) {
  const isWord = text !== "" && !text.includes("\n");
  if (!isWord) return <span className="text-muted text-xs italic">{showText(text)}</span>;
  return <bdi className={className}>{text}</bdi>;
}
