"use client";

import { formatSize } from "@/app/_format/format-size";
import { When } from "@/app/_format/when";
import { Button } from "@/app/_ui/button";
import { Confirm } from "@/app/_ui/confirm";
import type { DocumentSummary } from "@/server/transcripts/schema";
import { useDocumentActions } from "./use-document-actions";

export function TrashRow({ document }: { document: DocumentSummary }) {
  const { restore, purge } = useDocumentActions();
  const documentIds = [document.id];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
      <span className="min-w-0 flex-1 basis-56 truncate font-medium">{document.title}</span>
      <span className="text-muted text-xs tabular-nums">
        {document.sizeBytes !== null && formatSize(document.sizeBytes)}
      </span>
      {document.deletedAt && (
        <span className="text-muted text-xs tabular-nums">
          Deleted <When at={document.deletedAt} />
          {document.emptiedAt && (
            <>
              , for ever on <When at={document.emptiedAt} />
            </>
          )}
        </span>
      )}
      <span className="ml-auto flex gap-1.5">
        <Button size="sm" disabled={restore.isPending} onClick={() => restore.mutate({ documentIds })}>
          Restore
        </Button>
        <Confirm
          title={`Delete “${document.title}” for ever?`}
          text="The recording and everything corrected in it are gone then. This cannot be undone."
          action="Delete for ever"
          onConfirm={() => purge.mutate({ documentIds })}
        >
          <Button look="danger" size="sm" disabled={purge.isPending}>
            Delete for ever
          </Button>
        </Confirm>
      </span>
    </li>
  );
}
