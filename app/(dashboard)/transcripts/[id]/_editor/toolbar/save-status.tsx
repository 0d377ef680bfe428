"use client";

import { Check, CloudAlert, CloudUpload } from "lucide-react";
import { useSyncExternalStore } from "react";
import { Button } from "@/app/_ui/button";
import { useEditor, useEditorStatus } from "../editor-context";

/** What is saved and what is not, always there to be read. */
export function SaveStatus() {
  const { session, list } = useEditor();
  const { save, keepsDrafts } = useEditorStatus();
  const { segments } = session;
  const { lost } = session.conflicts;
  const conflictIds = useSyncExternalStore(
    segments.subscribeList,
    segments.listConflictIds,
    segments.listConflictIds,
  );

  const lostLines = useSyncExternalStore(lost.subscribe, lost.list, lost.list);
  const decisions = conflictIds.length + lostLines.length;
  // Where the browser keeps nothing, that is said before it matters.
  const kept = keepsDrafts
    ? "Your text is kept in this browser."
    : "This browser keeps no drafts: leave the page open.";

  function showFirst() {
    const card = lostLines.length > 0 ? document.querySelector<HTMLElement>("[data-lost-line]") : null;
    if (!card) return list.focus(conflictIds[0], "center");
    card.scrollIntoView({ block: "center" });
    card.focus();
  }

  if (decisions > 0) {
    return (
      <span role="alert" className="flex flex-wrap items-center gap-2 text-warn text-xs">
        <CloudAlert aria-hidden className="size-3.5" />
        Not saved: {decisions === 1 ? "a line needs" : `${decisions} lines need`} a decision.
        <Button size="sm" onClick={showFirst}>
          Choose
        </Button>
      </span>
    );
  }
  if (save.kind === "failed") {
    return (
      <span role="alert" className="flex flex-wrap items-center gap-2 text-danger text-xs">
        <CloudAlert aria-hidden className="size-3.5 shrink-0" />
        <span className="min-w-0">
          Not saved: {save.sentence} {kept}
        </span>
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
        // It stands still: what moves all the while makes each letter wait for the beat of its frames.
        <CloudUpload aria-hidden className="size-3.5" />
      ) : (
        <Check aria-hidden className="size-3.5" />
      )}
      {isSaving ? "Saving…" : "All changes saved"}
      {!keepsDrafts && <span className="text-warn">Drafts are not kept in this browser.</span>}
    </span>
  );
}
