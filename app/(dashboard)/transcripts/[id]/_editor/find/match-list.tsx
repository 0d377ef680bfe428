"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { formatClock } from "@/app/_format/format-clock";
import { cn } from "@/app/_ui/cn";
import { useEditor } from "../editor-context";
import type { FindStore, FoundMatch } from "./find-store";

interface MatchListProps {
  state: ReturnType<FindStore["getState"]>;
  onChoose: (index: number) => void;
}

const rowPx = 52;
const contextBefore = 24;
const contextAfter = 60;

/** Every match with what stands around it, and with what would stand in its place. */
export function MatchList({ state, onChoose }: MatchListProps) {
  const { session, tools } = useEditor();
  const { count, current, isReplacing } = state;
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 6,
  });

  useEffect(() => {
    if (current >= 0) virtualizer.scrollToIndex(current, { align: "auto" });
  }, [virtualizer, current]);

  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
      <ul aria-label="Matches" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const match = tools.find.findMatch(index);
          if (!match) return null;
          const startMs = session.segments.findSegment(match.lineId)?.startMs ?? 0;
          return (
            <li
              key={index}
              aria-posinset={index + 1}
              aria-setsize={count}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)`, height: rowPx }}
            >
              <button
                type="button"
                aria-current={index === current}
                onClick={() => onChoose(index)}
                className={cn(
                  "flex h-full w-full items-baseline gap-2 overflow-hidden border-transparent border-l-2 px-4 py-1.5 text-left outline-offset-[-2px] hover:bg-sunken",
                  index === current && "border-accent bg-accent-soft",
                )}
              >
                <span className="w-10 shrink-0 text-right text-muted text-xs tabular-nums">
                  {formatClock(startMs)}
                </span>
                <span dir="auto" className="line-clamp-2 min-w-0 flex-1">
                  <MatchText match={match} put={isReplacing ? tools.find.findPreview(match) : null} />
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function MatchText({ match: { text, start, end }, put }: { match: FoundMatch; put: string | null }) {
  const from = findCut(text, Math.max(0, start - contextBefore));
  const to = findCut(text, Math.min(text.length, end + contextAfter));
  const found = text.slice(start, Math.min(end, start + 200));
  return (
    <>
      {from > 0 && "…"}
      {text.slice(from, start)}
      {put === null ? (
        <mark className="rounded-sm bg-mark text-ink">{found}</mark>
      ) : (
        <>
          <del className="rounded-sm bg-danger-soft text-danger">{found}</del>
          {put !== "" && <ins className="ml-0.5 rounded-sm bg-ok-soft text-ok no-underline">{put}</ins>}
        </>
      )}
      {text.slice(end, to)}
      {to < text.length && "…"}
    </>
  );
}

/** Never between the two units of one letter. */
function findCut(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}
