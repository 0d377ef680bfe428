"use client";

import { Check, CloudAlert, LoaderCircle } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "@/app/_ui/button";
import { useEditor, useEditorStatus } from "../editor-context";

/** What is saved and what is not, always there to be read. */
export function SaveStatus() {
  const { session, list } = useEditor();
  const { save } = useEditorStatus();
  const { segments } = session;
  const conflictIds = useSyncExternalStore(
    segments.subscribeList,
    segments.listConflictIds,
    segments.listConflictIds,
  );

  if (conflictIds.length > 0) {
    const lines = conflictIds.length === 1 ? "A line was" : `${conflictIds.length} lines were`;
    return (
      <span role="alert" className="flex flex-wrap items-center gap-2 text-warn text-xs">
        <CloudAlert aria-hidden className="size-3.5" />
        Not saved: {lines} changed elsewhere too.
        <Button size="sm" onClick={() => list.focus(conflictIds[0], "center")}>
          Choose
        </Button>
      </span>
    );
  }
  if (save.kind === "failed") {
    return (
      <span role="alert" className="flex flex-wrap items-center gap-2 text-danger text-xs">
        <CloudAlert aria-hidden className="size-3.5 shrink-0" />
        <span className="min-w-0">Not saved: {save.sentence} Your text is kept here.</span>
        <Button size="sm" onClick={() => void session.flush()}>
          Try now
        </Button>
      </span>
    );
  }
  const isSaving = save.kind === "saving";
  return (
    <span className="flex items-center gap-1.5 whitespace-nowrap text-muted text-xs">
      {isSaving ? (
        <LoaderCircle aria-hidden className="size-3.5 animate-spin" />
      ) : (
        <Check aria-hidden className="size-3.5" />
      )}
      {isSaving ? "Saving…" : "All changes saved"}
    </span>
  );
}
