"use client";

import { MessageSquareText } from "lucide-react";
import { useSyncExternalStore } from "react";
import { useEditor } from "../editor-context";
import { countComments } from "./count-comments";

interface RowCommentsProps {
  index: number;
  startMs: number;
  tabIndex: number;
}

/** That there is something to read on a line; it opens the comments. */
export function RowComments({ index, startMs, tabIndex }: RowCommentsProps) {
  const { session } = useEditor();
  const { comments, segments } = session;
  const find = () => {
    const nextMs = segments.findSegmentAt(index + 1)?.startMs ?? Number.POSITIVE_INFINITY;
    return countComments(comments.list(), index === 0 ? 0 : startMs, nextMs);
  };
  const count = useSyncExternalStore(comments.subscribe, find, find);
  if (count === 0) return null;
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      data-comments
      aria-label={count === 1 ? "1 comment" : `${count} comments`}
      className="flex shrink-0 items-center gap-0.5 self-start rounded p-1 text-accent text-xs tabular-nums hover:bg-sunken"
    >
      <MessageSquareText aria-hidden className="size-3.5" />
      {count > 1 && count}
    </button>
  );
}
