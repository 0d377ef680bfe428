"use client";

import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import { ProgressBar } from "@/app/_ui/progress-bar";
import type { WorkStateView } from "@/server/enhancement/schema";
import type { SummaryActions } from "./use-summary";

const stateNames: Record<Exclude<WorkStateView["state"], "failed">, string> = {
  waiting: "Waiting for a worker",
  running: "Summarising the text",
  retrying: "Will be tried again in a moment",
};

interface SummaryWorkProps {
  work: WorkStateView;
  actions: SummaryActions;
}

/** How far it is, or why it ended. */
export function SummaryWork({ work, actions }: SummaryWorkProps) {
  if (work.state === "failed") {
    return (
      <Notice
        tone="danger"
        className="mx-4 mb-3"
        action={
          <>
            <Button size="sm" disabled={actions.isMoving} onClick={actions.retry}>
              Try again
            </Button>
            <Button size="sm" look="quiet" disabled={actions.isMoving} onClick={actions.cancel}>
              Leave it
            </Button>
          </>
        }
      >
        {work.error?.sentence ?? "The text was not summarised. Try again."}
      </Notice>
    );
  }
  return (
    <Notice
      className="mx-4 mb-3"
      action={
        <Button size="sm" look="quiet" disabled={actions.isMoving} onClick={actions.cancel}>
          Cancel
        </Button>
      }
    >
      <span className="flex flex-col gap-1">
        <span className="flex min-w-0 flex-wrap items-center gap-2">
          <span className="tabular-nums">
            {stateNames[work.state]}
            {work.state === "running" && ` · ${Math.floor(work.progress * 100)} %`}
          </span>
          <ProgressBar className="w-24" value={work.progress} label="Summarising the text" />
        </span>
        {work.error && <span className="text-muted text-xs">{work.error.sentence}</span>}
      </span>
    </Notice>
  );
}
