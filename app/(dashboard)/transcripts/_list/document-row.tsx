"use client";

import { RotateCcw, Trash2 } from "lucide-react";
import Link from "next/link";
import { formatClock } from "@/app/_format/format-clock";
import { formatSize } from "@/app/_format/format-size";
import { When } from "@/app/_format/when";
import { AccuracyNote } from "@/app/_quality/accuracy-note";
import { Button } from "@/app/_ui/button";
import { cn } from "@/app/_ui/cn";
import { IconButton } from "@/app/_ui/icon-button";
import { InlineName } from "@/app/_ui/inline-name";
import { canRetry } from "@/app/_work/describe-stage";
import { useWorkActions } from "@/app/_work/use-work-actions";
import { WorkLine } from "@/app/_work/work-line";
import type { DocumentSummary } from "@/server/transcripts/schema";
import type { ListPlace } from "./list-place";
import { RowOrder } from "./row-order";
import { useDocumentActions } from "./use-document-actions";
import type { RowSelection } from "./use-row-selection";

interface DocumentRowProps {
  document: DocumentSummary;
  selection: RowSelection;
  go: (change: Partial<ListPlace>) => void;
}

export function DocumentRow({ document, selection, go }: DocumentRowProps) {
  const { id, title, work } = document;
  const { remove, rename } = useDocumentActions();
  const { retrySource } = useWorkActions();
  // The new name is shown while it is on its way.
  const name = rename.isPending ? rename.variables.title : title;
  const isChosen = selection.isChosen(id);
  return (
    <li
      data-document-id={id}
      className={cn(
        "flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2",
        isChosen ? "bg-accent-soft/60" : "hover:bg-sunken/60",
      )}
    >
      <input
        type="checkbox"
        checked={isChosen}
        aria-label={`Select ${name}`}
        onChange={(event) => selection.toggle(id, (event.nativeEvent as MouseEvent).shiftKey === true)}
        className="size-4 shrink-0 accent-accent"
      />
      <div className="min-w-0 flex-1 basis-56">
        <InlineName name={name} onRename={(next) => rename.mutate({ documentId: id, title: next })}>
          <Link
            href={`/transcripts/${id}`}
            data-row
            className="truncate rounded font-medium hover:text-accent hover:underline"
          >
            {name || "Untitled"}
          </Link>
        </InlineName>
        <RowOrder document={document} go={go} />
        {work?.error && <p className="text-pretty text-danger text-xs">{work.error.sentence}</p>}
      </div>
      {work && <WorkLine work={work} name={name} />}
      {work && canRetry(work.stage) && (
        <Button
          size="sm"
          disabled={retrySource.isPending}
          onClick={() => retrySource.mutate({ batchId: work.batchId, sourceIndex: work.sourceIndex })}
        >
          <RotateCcw aria-hidden />
          Retry
        </Button>
      )}
      <span className="ml-auto flex items-center text-muted text-xs tabular-nums">
        <span className="w-16 text-right">
          {document.durationSeconds !== null && formatClock(document.durationSeconds * 1_000)}
        </span>
        <span className="hidden w-14 text-right sm:inline">
          {document.accuracy && <AccuracyNote accuracy={document.accuracy} />}
        </span>
        <span className="hidden w-20 text-right sm:inline">
          {document.sizeBytes !== null && formatSize(document.sizeBytes)}
        </span>
        <span className="w-28 text-right">
          <When at={document.createdAt} />
        </span>
        <IconButton
          label={`Delete ${name}`}
          className="ml-1"
          disabled={remove.isPending}
          onClick={() => remove.mutate({ documentIds: [id] })}
        >
          <Trash2 aria-hidden />
        </IconButton>
      </span>
    </li>
  );
}
