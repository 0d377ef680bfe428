"use client";

import { ToggleGroup } from "radix-ui";
import { canRetry, isWorking } from "@/app/_work/describe-stage";
import type { SourceView } from "@/server/batches/schema";

const groups = { all: "All", working: "Working", done: "Done", failed: "Failed" };
export type Group = keyof typeof groups;

export function isInGroup(stage: SourceView["stage"], group: Group): boolean {
  if (group === "working") return isWorking(stage);
  if (group === "done") return stage === "processed";
  if (group === "failed") return canRetry(stage);
  return true;
}

interface StageFilterProps {
  sources: readonly SourceView[];
  value: Group;
  onChange: (group: Group) => void;
}

/** Worth its place only where there is more than fits a glance. */
export function StageFilter({ sources, value, onChange }: StageFilterProps) {
  if (sources.length < 5) return null;
  return (
    <ToggleGroup.Root
      type="single"
      value={value}
      onValueChange={(next) => next && onChange(next as Group)}
      aria-label="Show files"
      className="mb-3 inline-flex rounded-lg bg-sunken p-0.5"
    >
      {Object.entries(groups).map(([group, text]) => (
        <ToggleGroup.Item
          key={group}
          value={group}
          className="h-7 rounded-md px-2.5 text-muted text-xs tabular-nums transition-colors hover:text-ink data-[state=on]:bg-surface data-[state=on]:font-medium data-[state=on]:text-ink data-[state=on]:shadow-sm"
        >
          {text} {sources.filter(({ stage }) => isInGroup(stage, group as Group)).length}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
