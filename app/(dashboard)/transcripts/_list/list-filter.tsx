"use client";

import { Search, Trash2 } from "lucide-react";
import Link from "next/link";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/app/_ui/button";
import { Confirm } from "@/app/_ui/confirm";
import type { DocumentSummary } from "@/server/transcripts/schema";
import { type ListPlace, serializeListPlace } from "./list-place";
import { useDocumentActions } from "./use-document-actions";

const settleMs = 200;

interface ListFilterProps {
  place: ListPlace;
  /** What the trash shows, to be emptied. */
  trashed: DocumentSummary[];
}

/** What is looked for, kept in the address, and the way to the trash and back. */
export function ListFilter({ place, trashed }: ListFilterProps) {
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
    timer.current = setTimeout(() => {
      const address = serializeListPlace({ ...place, q: next.trim() });
      // Next follows the address without asking the server for the page again.
      window.history.replaceState(null, "", address);
    }, settleMs);
  }

  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      <search className="relative min-w-0 flex-1 basis-52">
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted" />
        <input
          type="search"
          aria-label={label}
          placeholder={label}
          maxLength={200}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
          className="h-8 w-full rounded-md border border-line bg-surface pr-2 pl-8 placeholder:text-muted hover:border-line-strong"
        />
      </search>
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
        <Button asChild look="quiet">
          <Link href={serializeListPlace({ q: "", trash: true })}>
            <Trash2 aria-hidden />
            Trash
          </Link>
        </Button>
      )}
    </div>
  );
}
