"use client";

import { defaultRangeExtractor, useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { QueryNotice } from "@/app/_trpc/query-notice";
import { cn } from "@/app/_ui/cn";
import type { SourceView } from "@/server/batches/schema";
import { useBulkActions } from "../use-bulk-actions";
import { toSourceFilter } from "./first-window";
import { GroupFilter } from "./group-filter";
import { isChosen } from "./selection";
import { SelectionBar } from "./selection-bar";
import { SourceLogPanel } from "./source-log-panel";
import { useGridKeys } from "./use-grid-keys";
import { useSelection } from "./use-selection";
import { useSourceWindows } from "./use-source-windows";
import { useWorkPlace } from "./use-work-place";
import { type RowHandle, rowColumns, WorkRow } from "./work-row";

const rowPx = 46;
const overscanRows = 8;
/** Grey rows while nobody knows how many there are. */
const unknownRows = 8;

interface WorkListProps {
  /** Of one batch; of all work without it. */
  batchId?: string;
  /** Between the filter and the rows. */
  filterExtras?: ReactNode;
  /** What the list says when there is nothing at all, and when the filter lets nothing through. */
  empty: ReactNode;
  nothingFound: ReactNode;
}

/** The sources of one batch or of all: only the rows near the view are in the page, and only what is shown is asked
 * for, however many there are. */
export function WorkList({ batchId, filterExtras, empty, nothingFound }: WorkListProps) {
  const { place, go } = useWorkPlace();
  const filter = toSourceFilter(place, batchId);
  const filterKey = JSON.stringify(filter);
  const actions = useBulkActions();
  const body = useRef<HTMLDivElement>(null);
  const topPx = useTop(body);
  const [range, setRange] = useState({ first: 0, last: 20 });
  const windows = useSourceWindows(filter, range.first, range.last);
  const total = windows.total ?? unknownRows;
  const [active, setActive] = useState(0);
  const activeIndex = Math.min(active, Math.max(0, total - 1));
  const [log, setLog] = useState<SourceView | null>(null);
  const selection = useSelection(filterKey, windows);
  const handle = useRowHandle({ getActions: () => actions, check: selection.check, showLog: setLog });

  const virtualizer = useWindowVirtualizer({
    count: total,
    estimateSize: () => rowPx,
    overscan: overscanRows,
    scrollMargin: topPx,
    // Rows are drawn when there is time for it, and never hold up the scroll.
    useFlushSync: false,
    // Room for the bar above and the one below the rows.
    scrollPaddingStart: 110,
    scrollPaddingEnd: 80,
    rangeExtractor: (seen) => {
      const indexes = defaultRangeExtractor(seen);
      // The row that has the focus stays, or the focus would be lost.
      return indexes.includes(activeIndex) || !body.current?.contains(document.activeElement)
        ? indexes
        : [...indexes, activeIndex].sort((a, b) => a - b);
    },
  });
  const items = virtualizer.getVirtualItems();
  const { startIndex = 0, endIndex = 0 } = virtualizer.range ?? {};
  if (startIndex !== range.first || endIndex !== range.last) setRange({ first: startIndex, last: endIndex });

  const focusNext = useRef<number | null>(null);
  const focusRow = useCallback(
    (index: number) => {
      setActive(index);
      focusNext.current = index;
      virtualizer.scrollToIndex(index);
      body.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true });
    },
    [virtualizer],
  );
  useLayoutEffect(() => {
    if (focusNext.current === null) return;
    const row = body.current?.querySelector<HTMLElement>(`[data-index="${focusNext.current}"]`);
    if (!row) return;
    focusNext.current = null;
    row.focus({ preventScroll: true });
  });
  const onKeyDown = useGridKeys({ total, activeIndex, focusRow, find: windows.find, selection, actions });

  if (windows.total === 0 && windows.counts?.all === 0 && !place.text && !filter.batchId) return empty;
  return (
    <>
      <GroupFilter counts={windows.counts} place={place} onChange={go}>
        {filterExtras}
      </GroupFilter>
      {windows.failed && <QueryNotice query={windows.failed} className="mb-3" />}
      {windows.total === 0 ? (
        nothingFound
      ) : (
        <div className="rounded-xl border border-line bg-surface">
          <div
            className={cn(
              rowColumns,
              "items-center rounded-t-xl border-line border-b bg-sunken/50 py-1.5 text-muted text-xs",
            )}
          >
            <input
              type="checkbox"
              aria-label="Select all that are listed"
              checked={selection.count > 0 && selection.count >= total}
              ref={(box) => {
                if (box) box.indeterminate = selection.count > 0 && selection.count < total;
              }}
              onChange={() => (selection.count > 0 ? selection.clear() : void selection.chooseAll())}
              className="size-4 accent-accent"
            />
            <span>
              {windows.total === null
                ? "Loading…"
                : `${total.toLocaleString("en-GB")} ${total === 1 ? "file" : "files"}`}
            </span>
          </div>
          {/* biome-ignore lint/a11y/useSemanticElements: rows far away are not in the page, which a table cannot say */}
          <div
            ref={body}
            role="grid"
            aria-label="Files"
            aria-rowcount={windows.total ?? -1}
            aria-multiselectable
            aria-busy={windows.total === null}
            tabIndex={-1}
            onKeyDown={onKeyDown}
            className="relative outline-none [overflow-anchor:none]"
            style={{ height: virtualizer.getTotalSize() }}
          >
            {items.map((item) => {
              const source = windows.find(item.index);
              const isSelected = source !== undefined && isChosen(selection.chosen, source);
              return (
                // biome-ignore lint/a11y/useSemanticElements: as above
                <div
                  key={item.key}
                  ref={virtualizer.measureElement}
                  role="row"
                  aria-rowindex={item.index + 1}
                  aria-selected={isSelected}
                  data-index={item.index}
                  tabIndex={item.index === activeIndex ? 0 : -1}
                  onFocus={() => setActive(item.index)}
                  className={cn(
                    rowColumns,
                    "absolute inset-x-0 top-0 border-line py-2 -outline-offset-2 [contain:layout_style]",
                    item.index > 0 && "border-t",
                    isSelected ? "bg-accent-soft/60" : "hover:bg-sunken/50",
                  )}
                  style={{ transform: `translateY(${item.start - topPx}px)` }}
                >
                  {source ? (
                    <WorkRow
                      // A menu that is open belongs to this source, not to whichever is here next.
                      key={`${source.batchId}:${source.sourceIndex}`}
                      source={source}
                      isSelected={isSelected}
                      isActive={item.index === activeIndex}
                      showsBatch={batchId === undefined}
                      index={item.index}
                      handle={handle}
                    />
                  ) : (
                    <LoadingRow />
                  )}
                </div>
              );
            })}
          </div>
        </div>
      )}
      <SelectionBar selection={selection} actions={actions} />
      <SourceLogPanel source={log} onClose={() => setLog(null)} onReturnFocus={() => focusRow(activeIndex)} />
    </>
  );
}

/** One object for ever, that does what the list means now. */
function useRowHandle(now: RowHandle): RowHandle {
  const latest = useRef(now);
  useLayoutEffect(() => {
    latest.current = now;
  });
  const [handle] = useState<RowHandle>(() => ({
    getActions: () => latest.current.getActions(),
    check: (...args) => latest.current.check(...args),
    showLog: (source) => latest.current.showLog(source),
  }));
  return handle;
}

function LoadingRow() {
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above
    // biome-ignore lint/a11y/useFocusableInteractive: the row takes the focus
    <div role="gridcell" className="col-span-full flex h-[37px] items-center">
      <span className="sr-only">Loading…</span>
      <span aria-hidden className="h-3.5 w-2/5 animate-pulse rounded bg-sunken" />
    </div>
  );
}

/** How far from the top of the page an element begins; what is above it may grow and shrink. */
function useTop(element: React.RefObject<HTMLElement | null>): number {
  const [topPx, setTopPx] = useState(0);
  const measure = useCallback(() => {
    const box = element.current?.getBoundingClientRect();
    if (box) setTopPx(Math.round(box.top + window.scrollY));
  }, [element]);
  useLayoutEffect(measure);
  useEffect(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [measure]);
  return topPx;
}
