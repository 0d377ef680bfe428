"use client";

import { Replace, Search, Trash2 } from "lucide-react";
import Link from "next/link";
import { type RefObject, useEffect, useRef, useState } from "react";
import { Button } from "@/app/_ui/button";
import { Confirm } from "@/app/_ui/confirm";
import type { DocumentSummary } from "@/server/transcripts/schema";
import { FilterPanel } from "./filter-panel";
import { type ListPlace, plainPlace, serializeListPlace } from "./list-place";
import { useDocumentActions } from "./use-document-actions";

const settleMs = 200;

const sorts: Record<ListPlace["sort"], string> = {
  newest: "Newest first",
  oldest: "Oldest first",
  changed: "Changed last",
  title: "By name",
  longest: "Longest first",
  largest: "Largest first",
};

interface ListFilterProps {
  place: ListPlace;
  go: (change: Partial<ListPlace>) => void;
  field: RefObject<HTMLInputElement | null>;
  /** What the trash shows, to be emptied. */
  trashed: DocumentSummary[];
}

/** What is looked for, kept in the address, and the way to the trash and back. */
export function ListFilter({ place, go, field, trashed }: ListFilterProps) {
  const [text, setText] = useState(place.q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { purge } = useDocumentActions();
  const label = place.trash ? "Filter by name" : "Search names and words spoken";

  // The address may change by the back button.
  const [seen, setSeen] = useState(place.q);
  if (seen !== place.q) {
    setSeen(place.q);
    if (text.trim() !== place.q) setText(place.q);
  }
  useEffect(() => () => clearTimeout(timer.current), []);

  function onChange(next: string) {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => go({ q: next.trim() }), settleMs);
  }

  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <search className="relative min-w-0 flex-1 basis-52">
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted" />
        <input
          ref={field}
          type="search"
          aria-label={label}
          aria-keyshortcuts="/"
          title={place.trash ? undefined : 'Words, "a phrase", begin*, or, -without'}
          placeholder={label}
          maxLength={10_000}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
          className="h-8 w-full rounded-md border border-line bg-surface pr-2 pl-8 placeholder:text-muted hover:border-line-strong"
        />
      </search>
      <select
        aria-label="Order of the list"
        value={place.sort}
        onChange={(event) => {
          const sort = (Object.keys(sorts) as ListPlace["sort"][]).find(
            (each) => each === event.currentTarget.value,
          );
          if (sort) go({ sort });
        }}
        className="h-8 rounded-md border border-line bg-surface px-2 text-sm hover:border-line-strong"
      >
        {Object.entries(sorts).map(([sort, name]) => (
          <option key={sort} value={sort}>
            {name}
          </option>
        ))}
      </select>
      {place.trash ? (
        <>
          {trashed.length > 0 && (
            <Confirm
              title={
                trashed.length === 1 ? "Delete it for ever?" : `Delete these ${trashed.length} for ever?`
              }
              text="The recordings and everything corrected in them are gone then. This cannot be undone."
              action="Delete for ever"
              onConfirm={() => purge.mutate({ documentIds: trashed.map(({ id }) => id).slice(0, 500) })}
            >
              <Button look="danger">Delete all shown</Button>
            </Confirm>
          )}
          <Button asChild>
            <Link href="/transcripts">Back to the transcripts</Link>
          </Button>
        </>
      ) : (
        <>
          <FilterPanel where={place.where} go={go} />
          <Button asChild look="quiet">
            <Link href="/transcripts/replace" prefetch={false}>
              <Replace aria-hidden />
              Replace
            </Link>
          </Button>
          <Button asChild look="quiet">
            <Link href={serializeListPlace({ ...plainPlace, trash: true })}>
              <Trash2 aria-hidden />
              Trash
            </Link>
          </Button>
        </>
      )}
    </div>
  );
}
