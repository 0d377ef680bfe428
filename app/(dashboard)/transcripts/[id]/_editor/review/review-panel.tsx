"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp, Check } from "lucide-react";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { formatClock } from "@/app/_format/format-clock";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { cn } from "@/app/_ui/cn";
import { IconButton } from "@/app/_ui/icon-button";
import { type ReviewPoint, reviewKinds } from "@/core/quality/list-review-points";
import { useEditor } from "../editor-context";
import { PanelFrame } from "../panels/panel-frame";
import { describePoint, kindNames } from "./describe-point";
import { restoreHeard } from "./restore-heard";
import { showPoint } from "./show-point";

const rowPx = 64;

export function ReviewPanel() {
  const editor = useEditor();
  const { review } = editor.tools;
  const state = useSyncExternalStore(review.subscribe, review.getState, review.getState);
  const { points, shown, counts, hiddenKinds, fineCount, currentId, failure } = state;
  const at = shown.findIndex(({ id }) => id === currentId);
  useEffect(() => review.follow(describeError), [review]);

  const kinds = reviewKinds.filter((kind) => counts[kind] > 0 || hiddenKinds.has(kind));
  return (
    <PanelFrame
      title="Review"
      head={
        <div className="flex flex-col gap-2">
          {kinds.length > 0 && (
            <fieldset className="flex flex-wrap gap-1">
              <legend className="sr-only">Kinds to look at</legend>
              {kinds.map((kind) => (
                <Button
                  key={kind}
                  size="sm"
                  aria-pressed={!hiddenKinds.has(kind)}
                  className="font-normal text-xs aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent"
                  onClick={() => review.toggleKind(kind)}
                >
                  {!hiddenKinds.has(kind) && <Check aria-hidden className="size-3!" />}
                  {kindNames[kind]} <span className="tabular-nums">{counts[kind].toLocaleString("en")}</span>
                </Button>
              ))}
            </fieldset>
          )}
          <div className="flex items-center gap-1">
            <p role="status" className="mr-auto text-muted text-xs tabular-nums">
              {points === null ? "Looking…" : describeCount(shown.length, at)}
            </p>
            <IconButton
              label="Place before"
              size="sm"
              disabled={shown.length === 0}
              onClick={() => showPoint(editor, review.step(-1))}
            >
              <ArrowUp aria-hidden />
            </IconButton>
            <IconButton
              label="Next place"
              size="sm"
              data-panel-focus
              disabled={shown.length === 0}
              onClick={() => showPoint(editor, review.step(1))}
            >
              <ArrowDown aria-hidden />
            </IconButton>
            <Button
              size="sm"
              disabled={at < 0}
              onClick={({ currentTarget }) => {
                const next = currentId === null ? null : review.markFine(currentId);
                showPoint(editor, next);
                // A button that is of no use any more cannot keep the focus.
                if (!next) currentTarget.closest<HTMLElement>("[data-panel]")?.focus();
              }}
            >
              Mark as fine
            </Button>
          </div>
          {shown[at]?.kind === "term" && (
            <Button size="sm" className="self-start" onClick={() => restoreHeard(editor, shown[at])}>
              Write “{shown[at]?.heard}” again
            </Button>
          )}
          {failure && <p className="text-warn text-xs">{failure}</p>}
        </div>
      }
    >
      <PointList points={shown} currentId={currentId} onChoose={(id) => showPoint(editor, review.goTo(id))} />
      {fineCount > 0 && (
        <p className="flex shrink-0 items-center justify-between gap-2 border-line border-t px-4 py-2 text-muted text-xs">
          {fineCount.toLocaleString("en")} marked as fine in this browser.
          <Button size="sm" look="quiet" onClick={() => review.forgetFine()}>
            Show again
          </Button>
        </p>
      )}
    </PanelFrame>
  );
}

function describeCount(count: number, at: number): string {
  if (count === 0) return "Nothing needs a look.";
  const total = count === 1 ? "1 place" : `${count.toLocaleString("en")} places`;
  return at < 0 ? total : `${(at + 1).toLocaleString("en")} of ${total}`;
}

interface PointListProps {
  points: readonly ReviewPoint[];
  currentId: string | null;
  onChoose: (id: string) => void;
}

function PointList({ points, currentId, onChoose }: PointListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: points.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => points[index]?.id ?? index,
    estimateSize: () => rowPx,
    overscan: 6,
  });
  const at = points.findIndex(({ id }) => id === currentId);
  useEffect(() => {
    if (at >= 0) virtualizer.scrollToIndex(at, { align: "auto" });
  }, [virtualizer, at]);

  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
      <ul aria-label="Places" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const point = points[index];
          if (!point) return null;
          return (
            <li
              key={key}
              aria-posinset={index + 1}
              aria-setsize={points.length}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)`, height: rowPx }}
            >
              <button
                type="button"
                aria-current={point.id === currentId}
                onClick={() => onChoose(point.id)}
                className={cn(
                  "flex h-full w-full items-baseline gap-2 overflow-hidden border-transparent border-l-2 px-4 py-2 text-left outline-offset-[-2px] hover:bg-sunken",
                  point.id === currentId && "border-accent bg-accent-soft",
                )}
              >
                <span className="w-10 shrink-0 text-right text-muted text-xs tabular-nums">
                  {formatClock(point.startMs)}
                </span>
                <span className="min-w-0 flex-1">
                  <span className="block text-muted text-xs">{kindNames[point.kind]}</span>
                  <span dir="auto" className="line-clamp-1">
                    {describePoint(point)}
                  </span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
