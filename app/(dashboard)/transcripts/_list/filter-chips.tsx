import { X } from "lucide-react";
import type { DocumentFilter } from "@/server/transcripts/schema";
import { describeFilterValue, filterLabels } from "./describe-filter";
import { filterKeys, type ListPlace } from "./list-place";

interface FilterChipsProps {
  where: DocumentFilter;
  go: (change: Partial<ListPlace>) => void;
}

/** What is filtered by, each to be taken away. The collection has a place of its own. */
export function FilterChips({ where, go }: FilterChipsProps) {
  const keys = filterKeys.filter((key) => key !== "collectionId" && where[key] !== undefined);
  if (keys.length === 0) return null;
  return (
    <p className="mb-3 flex flex-wrap items-center gap-1.5">
      {keys.map((key) => {
        const value = describeFilterValue(key, where[key] ?? "");
        return (
          <button
            key={key}
            type="button"
            aria-label={`Take away the filter ${filterLabels[key]}: ${value}`}
            onClick={() => go({ where: { ...where, [key]: undefined } })}
            className="inline-flex max-w-64 items-center gap-1 rounded-md bg-accent-soft px-2 py-0.5 text-accent text-xs hover:bg-accent-soft/70"
          >
            <span className="truncate">
              {filterLabels[key]}: <bdi>{value}</bdi>
            </span>
            <X aria-hidden className="size-3 shrink-0" />
          </button>
        );
      })}
      {keys.length > 1 && (
        <button
          type="button"
          onClick={() => go({ where: where.collectionId ? { collectionId: where.collectionId } : {} })}
          className="rounded px-1 text-muted text-xs underline"
        >
          Clear all
        </button>
      )}
    </p>
  );
}
