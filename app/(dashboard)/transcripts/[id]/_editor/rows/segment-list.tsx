"use client";

import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { useEditor, useList } from "../editor-context";
import { FollowButton } from "./follow-button";
import { LostLines } from "./lost-lines";
import { SegmentRow } from "./segment-row";
import { useHighlight } from "./use-highlight";
import { useRowEvents } from "./use-row-events";

const charactersALine = 70;
const linePx = 24;
const rowPaddingPx = 14;
const overscanRows = 6;
const settleMs = 60;

/** The lines of the transcript. Only those near the view are in the page, however long the recording. */
export function SegmentList({ children }: { children: ReactNode }) {
  const { session, list } = useEditor();
  const { segments } = session;
  const ids = useSyncExternalStore(segments.subscribeList, segments.listIds, segments.listIds);
  const editingId = useList((at) => at.getState().editingId);
  const scroller = useRef<HTMLDivElement>(null);
  const [headPx, headRef] = useHeight();

  const virtualizer = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => ids[index] ?? index,
    estimateSize: (index) => {
      const length = segments.findSegmentAt(index)?.text.length ?? 0;
      return rowPaddingPx + linePx * Math.max(1, Math.ceil(length / charactersALine));
    },
    overscan: overscanRows,
    scrollMargin: headPx,
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      // A row that is being typed in stays, wherever the reader scrolls.
      const editing = editingId === null ? -1 : segments.findIndex(editingId);
      return editing < 0 || indexes.includes(editing) ? indexes : [...indexes, editing].sort((a, b) => a - b);
    },
  });

  useEffect(() => {
    list.setScroll((index, align) => virtualizer.scrollToIndex(index, { align }));
  }, [list, virtualizer]);

  const refreshHighlight = useHighlight(scroller);
  useLayoutEffect(refreshHighlight);
  useRowEvents(scroller);
  const shown = virtualizer.getVirtualItems();
  useWords(shown.map(({ index }) => ids[index] ?? ""));

  return (
    <div className="relative min-h-0 min-w-0 flex-1">
      <div ref={scroller} className="h-full overflow-y-auto overscroll-contain [overflow-anchor:none]">
        <div ref={headRef} className="mx-auto max-w-4xl px-3 @xl:px-5 [&>*]:pt-4">
          <LostLines />
          {children}
        </div>
        <ul
          aria-label="Lines"
          data-lines
          className="relative mx-auto mt-2 max-w-4xl"
          style={{ height: virtualizer.getTotalSize() }}
        >
          {shown.map((item) => (
            <SegmentRow
              key={item.key}
              segmentId={ids[item.index] ?? ""}
              beforeId={ids[item.index - 1] ?? null}
              index={item.index}
              count={ids.length}
              topPx={item.start - headPx}
              measure={virtualizer.measureElement}
            />
          ))}
        </ul>
        <div className="h-24" />
      </div>
      <FollowButton />
    </div>
  );
}

/** Words of the lines that are in the page; not of all that fly past in a long scroll. */
function useWords(segmentIds: string[]): void {
  const { session } = useEditor();
  const key = segmentIds.join(" ");
  useEffect(() => {
    if (key === "") return;
    const timer = setTimeout(() => {
      // Without them the text can be read and edited; the next look asks again.
      void session.ensureWords(key.split(" ")).catch(() => {});
    }, settleMs);
    return () => clearTimeout(timer);
  }, [session, key]);
}

function useHeight(): [number, React.RefObject<HTMLDivElement | null>] {
  const element = useRef<HTMLDivElement>(null);
  const [heightPx, setHeightPx] = useState(0);
  useLayoutEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => {
      // The margin of the list itself, mt-2.
      if (entry) setHeightPx(Math.round(entry.borderBoxSize[0]?.blockSize ?? 0) + 8);
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return [heightPx, element];
}
