"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { Check } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { formatClock } from "@/app/_format/format-clock";
import { cn } from "@/app/_ui/cn";
import type { LinkEntry } from "@/server/submissions/schema";
import { type Chosen, canChoose, listRange, setChosen } from "./entry-choice";

const rowPx = 50;
const pageRows = 8;

interface EntryListProps {
  entries: readonly LinkEntry[];
  /** Places of those that are shown, in order. */
  shown: readonly number[];
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
}

/** Recordings to choose from: with the mouse, ranges with Shift, or with the keyboard as in any list. Only the rows near
 * the view are in the page. */
export function EntryList({ entries, shown, chosen, onChange }: EntryListProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const anchor = useRef(0);
  const row = Math.min(active, shown.length - 1);
  const virtualizer = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 10,
  });
  // What was under the focus before went with the reading.
  useEffect(() => scroller.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    if (row >= 0) virtualizer.scrollToIndex(row, { align: "auto" });
  }, [virtualizer, row]);

  function isOn(at: number): boolean {
    return chosen.has(shown[at] ?? -1);
  }

  function choose(at: number, isRange: boolean): void {
    const from = isRange ? Math.min(anchor.current, shown.length - 1) : at;
    const on = isRange ? isOn(from) : !isOn(at);
    onChange(setChosen(entries, chosen, listRange(shown, from, at), on));
    if (!isRange) anchor.current = at;
    setActive(at);
  }

  function onKeyDown(event: KeyboardEvent) {
    const last = shown.length - 1;
    const targets: Record<string, number> = {
      ArrowDown: Math.min(last, row + 1),
      ArrowUp: Math.max(0, row - 1),
      PageDown: Math.min(last, row + pageRows),
      PageUp: Math.max(0, row - pageRows),
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target !== undefined) {
      if (event.shiftKey) choose(target, true);
      else setActive(target);
    } else if (event.key === " ") choose(row, event.shiftKey);
    else if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
      onChange(setChosen(entries, chosen, shown, true));
    } else return;
    event.preventDefault();
  }

  return (
    <div
      ref={scroller}
      role="listbox"
      aria-multiselectable
      aria-label="Recordings"
      aria-activedescendant={row >= 0 ? `${id}-${row}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="group h-[min(24rem,40dvh)] overflow-y-auto overscroll-contain rounded-lg border border-line"
    >
      <div role="presentation" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const entry = entries[shown[index] ?? -1];
          if (!entry) return null;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keyboard
            // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and says which row is meant
            <div
              key={shown[index]}
              id={`${id}-${index}`}
              role="option"
              aria-selected={isOn(index)}
              aria-disabled={!canChoose(entry)}
              aria-posinset={index + 1}
              aria-setsize={shown.length}
              onClick={(event) => choose(index, event.shiftKey)}
              className={cn(
                "absolute inset-x-0 top-0 flex cursor-pointer select-none items-start gap-2.5 border-line border-b px-3 py-1.5 hover:bg-sunken",
                !canChoose(entry) && "cursor-not-allowed",
                index === row && "group-focus-visible:bg-accent-soft",
              )}
              style={{ transform: `translateY(${start}px)`, height: rowPx }}
            >
              <EntryRow entry={entry} isOn={isOn(index)} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function EntryRow({ entry, isOn }: { entry: LinkEntry; isOn: boolean }) {
  const isBroken = !canChoose(entry);
  return (
    <>
      <span
        aria-hidden
        className={cn(
          "mt-0.5 flex size-4 shrink-0 items-center justify-center rounded border border-line-strong bg-surface",
          isOn && "border-accent bg-accent text-on-accent",
          isBroken && "border-line bg-sunken",
        )}
      >
        {isOn && <Check className="size-3.5" />}
      </span>
      <span className="min-w-0 flex-1">
        <span className={cn("block truncate", isBroken && "text-muted line-through")} title={entry.title}>
          {entry.title}
        </span>
        <span className="block truncate text-muted text-xs tabular-nums" title={entry.reason ?? undefined}>
          {describeEntry(entry)}
        </span>
      </span>
    </>
  );
}

function describeEntry({ reason, durationSeconds, publishedAt, isKnown }: LinkEntry): string {
  if (reason !== null) return reason;
  const parts = [
    durationSeconds === null ? "Length not known" : formatClock(durationSeconds * 1_000),
    publishedAt?.toLocaleDateString([], { day: "numeric", month: "short", year: "numeric" }),
    isKnown && "transcribed before",
  ];
  return parts.filter(Boolean).join(" · ");
}
