"use client";

import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import { ProgressBar } from "@/app/_ui/progress-bar";
import type { WorkStateView } from "@/server/enhancement/schema";

interface TextWorkNoticeProps {
  work: WorkStateView;
  actions: { isMoving: boolean; retry: () => void; cancel: () => void };
  /** What is done: "Enhancing the text". */
  running: string;
  /** Where the failure gives no sentence of its own. */
  failed: string;
  /** Behind whatever sentence a failure has. */
  afterFailure?: string;
  /** While it is under way. */
  hint?: string;
}

/** How far a worker is with work on a text, or why it ended. */
export function TextWorkNotice({ work, actions, running, failed, afterFailure, hint }: TextWorkNoticeProps) {
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
        {[work.error?.sentence ?? failed, afterFailure].filter(Boolean).join(" ")}
      </Notice>
    );
  }
  const stateNames = {
    waiting: "Waiting for a worker",
    running,
    retrying: "Will be tried again in a moment",
  };
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
          <ProgressBar className="w-24" value={work.progress} label={running} />
        </span>
        {work.error && <span className="text-muted text-xs">{work.error.sentence}</span>}
        {hint && <span className="text-muted text-xs">{hint}</span>}
      </span>
    </Notice>
  );
}
