"use client";

import { Search } from "lucide-react";
import { ToggleGroup } from "radix-ui";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { type GroupCounts, type SourceGroup, sourceGroups } from "@/server/batches/schema";
import type { WorkPlace } from "./work-place";

const names: Record<SourceGroup, string> = {
  all: "All",
  working: "Working",
  waiting: "Waiting",
  paused: "Paused",
  done: "Done",
  failed: "Failed or cancelled",
};
const settleMs = 200;

interface GroupFilterProps {
  counts: GroupCounts | null;
  place: WorkPlace;
  onChange: (change: Partial<WorkPlace>, options?: { isTyping: boolean }) => void;
  children?: ReactNode;
}

export function GroupFilter({ counts, place, onChange, children }: GroupFilterProps) {
  const [text, setText] = useState(place.text);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // The address may change by the back button.
  const [seen, setSeen] = useState(place.text);
  if (seen !== place.text) {
    setSeen(place.text);
    if (text.trim() !== place.text) setText(place.text);
  }
  useEffect(() => () => clearTimeout(timer.current), []);

  function onType(next: string) {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange({ text: next.trim() }, { isTyping: true }), settleMs);
  }

  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <ToggleGroup.Root
        type="single"
        value={place.group}
        onValueChange={(next) => next && onChange({ group: next as SourceGroup })}
        aria-label="Show files"
        className="inline-flex max-w-full flex-wrap rounded-lg bg-sunken p-0.5"
      >
        {sourceGroups.map((group) => (
          <ToggleGroup.Item
            key={group}
            value={group}
            className="h-7 rounded-md px-2.5 text-muted text-xs tabular-nums transition-colors hover:text-ink data-[state=on]:bg-surface data-[state=on]:font-medium data-[state=on]:text-ink data-[state=on]:shadow-sm"
          >
            {names[group]} {counts?.[group].toLocaleString("en-GB")}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
      <search className="relative min-w-0 flex-1 basis-40">
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted" />
        <input
          type="search"
          aria-label="Filter by name"
          placeholder="Filter by name"
          maxLength={200}
          value={text}
          onChange={(event) => onType(event.currentTarget.value)}
          className="h-8 w-full rounded-md border border-line bg-surface pr-2 pl-8 placeholder:text-muted hover:border-line-strong"
        />
      </search>
      {children}
    </div>
  );
}
