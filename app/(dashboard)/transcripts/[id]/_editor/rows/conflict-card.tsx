"use client";

import { useId, useState } from "react";
import { Button } from "@/app/_ui/button";
import { useEditor, useRow } from "../editor-context";
import type { Conflict } from "../store/segment-store";

interface ConflictCardProps {
  segmentId: string;
  conflict: Conflict;
}

/** Two versions of a line side by side. Nothing is written until a person has chosen. */
export function ConflictCard({ segmentId, conflict }: ConflictCardProps) {
  const { conflicts } = useEditor().session;
  const theirs = useRow(segmentId, ({ segment }) => segment.text);
  const [isMerging, setMerging] = useState(false);
  const [merged, setMerged] = useState(conflict.mine);
  const title = useId();
  return (
    <section aria-labelledby={title} className="rounded-lg border border-warn/40 bg-warn-soft p-3">
      <p id={title} className="font-medium text-sm">
        This line was changed elsewhere while you were editing it. Which one stays?
      </p>
      <div className="mt-2 grid gap-2 sm:grid-cols-2">
        <div className="rounded-md border border-line bg-surface p-2">
          <p className="font-medium text-muted text-xs">Theirs, saved</p>
          <p className="whitespace-pre-wrap">{theirs || "Empty line"}</p>
        </div>
        <div className="rounded-md border border-line bg-surface p-2">
          <p className="font-medium text-muted text-xs">
            {isMerging ? "Merged, to be saved" : "Yours, not saved"}
          </p>
          {isMerging ? (
            <textarea
              aria-label="Merged text"
              rows={4}
              value={merged}
              onChange={(event) => setMerged(event.currentTarget.value)}
              className="w-full rounded border border-line-strong bg-surface px-1.5 py-0.5"
            />
          ) : (
            <p className="whitespace-pre-wrap">{conflict.mine || "Empty line"}</p>
          )}
        </div>
      </div>
      <div className="mt-2 flex flex-wrap gap-2">
        {isMerging ? (
          <>
            <Button size="sm" look="primary" onClick={() => conflicts.keepText(segmentId, merged)}>
              Save merged
            </Button>
            <Button size="sm" onClick={() => setMerging(false)}>
              Back
            </Button>
          </>
        ) : (
          <>
            <Button size="sm" onClick={() => conflicts.keepTheirs(segmentId)}>
              Keep theirs
            </Button>
            <Button size="sm" onClick={() => conflicts.keepText(segmentId, conflict.mine)}>
              Keep mine
            </Button>
            <Button size="sm" onClick={() => setMerging(true)}>
              Edit merged
            </Button>
          </>
        )}
      </div>
    </section>
  );
}
