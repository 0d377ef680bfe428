"use client";

import { Ellipsis } from "lucide-react";
import { memo, useCallback, useEffect, useRef } from "react";
import { formatClock } from "@/app/_format/format-clock";
import { cn } from "@/app/_ui/cn";
import type { DocumentSegment } from "@/core/transcript/document-change";
import { RowComments } from "../comments/row-comments";
import { useEditor, useList, useRow } from "../editor-context";
import { RowSpeaker } from "../speakers/row-speaker";
import { ConflictCard } from "./conflict-card";
import { SegmentEdit } from "./segment-edit";
import { SegmentText } from "./segment-text";

interface SegmentRowProps {
  segmentId: string;
  /** The line before, null for the first. */
  beforeId: string | null;
  index: number;
  count: number;
  topPx: number;
  /** The list measures each row, as its height follows its text. */
  measure: (element: HTMLLIElement | null) => void;
}

export const SegmentRow = memo(function SegmentRow({
  segmentId,
  beforeId,
  index,
  count,
  topPx,
  measure,
}: SegmentRowProps) {
  const { list } = useEditor();
  // Not what is typed: with each letter the field alone changes.
  const segment = useRow(segmentId, (row) => row.segment);
  const conflict = useRow(segmentId, (row) => row.conflict);
  const isActive = useList((at) => at.getActiveId() === segmentId);
  const editKey = useList((at) =>
    at.getState().editingId === segmentId ? `${at.getState().editCount}` : null,
  );
  const isEditing = editKey !== null;
  const isToFocus = useList((at) => at.isToFocus(segmentId));
  const isSelected = useList((at) => at.isSelected(segmentId));
  const element = useRef<HTMLLIElement>(null);
  const attach = useCallback(
    (node: HTMLLIElement | null) => {
      element.current = node;
      measure(node);
    },
    [measure],
  );

  useEffect(() => {
    if (!isEditing && isToFocus && list.takeFocus(segmentId)) element.current?.focus({ preventScroll: true });
  });

  if (!segment) return null;
  const time = formatClock(segment.startMs);
  const tabIndex = isActive ? 0 : -1;
  return (
    <li
      ref={attach}
      aria-posinset={index + 1}
      aria-setsize={count}
      tabIndex={tabIndex}
      data-index={index}
      data-segment-id={segmentId}
      style={{ transform: `translateY(${topPx}px)` }}
      className={cn(
        "group/row absolute inset-x-1 top-0 flex flex-wrap items-baseline gap-x-2 rounded-lg px-2 py-1.5 outline-offset-[-2px] hover:bg-sunken/50 data-current:bg-sunken/70 @xl:inset-x-3 @xl:flex-nowrap",
        isSelected && "bg-accent-soft! ring-1 ring-accent ring-inset",
      )}
    >
      {isSelected && <span className="sr-only">Chosen.</span>}
      <button
        type="button"
        tabIndex={tabIndex}
        data-play
        aria-label={`Play from ${time}`}
        className="w-11 shrink-0 rounded text-right text-muted text-xs tabular-nums hover:text-accent hover:underline"
      >
        {time}
      </button>
      <RowSpeaker segment={segment} beforeId={beforeId} tabIndex={tabIndex} />
      <div data-text-box dir="auto" className="min-w-0 flex-1 text-[0.9375rem] leading-6">
        {conflict ? (
          <ConflictCard segmentId={segmentId} conflict={conflict} />
        ) : isEditing ? (
          <SegmentEdit key={editKey} segmentId={segmentId} text={segment.text} />
        ) : (
          <RestingText segment={segment} />
        )}
      </div>
      <RowComments index={index} startMs={segment.startMs} tabIndex={tabIndex} />
      {!conflict && (
        <button
          type="button"
          tabIndex={tabIndex}
          data-menu
          aria-haspopup="menu"
          aria-label={`Menu of the line at ${time}`}
          className="shrink-0 self-start rounded p-1 text-muted opacity-0 hover:bg-sunken hover:text-ink focus-visible:opacity-100 group-focus-within/row:opacity-100 group-hover/row:opacity-100 pointer-coarse:opacity-100"
        >
          <Ellipsis aria-hidden className="size-4" />
        </button>
      )}
    </li>
  );
});

function RestingText({ segment }: { segment: DocumentSegment }) {
  const draft = useRow(segment.id, (row) => row.draft);
  return <SegmentText text={draft ?? segment.text} words={segment.words} />;
}
