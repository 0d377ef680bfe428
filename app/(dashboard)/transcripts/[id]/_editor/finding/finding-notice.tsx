"use client";

import { RotateCcw } from "lucide-react";
import { describeError } from "@/app/_trpc/describe-error";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import { ProgressBar } from "@/app/_ui/progress-bar";
import { describeFinding } from "@/app/_work/describe-finding";
import type { DocumentDetail } from "@/server/transcripts/schema";
import { useEditor } from "../editor-context";
import { useFinding, useHeardVoices } from "./use-finding";
import { VoiceSuggestions } from "./voice-suggestions";

/** How finding the speakers of a document goes, and what to know of what was found. */
export function FindingNotice({ detail }: { detail: DocumentDetail }) {
  const { panels } = useEditor();
  const { cancel } = useFinding();
  const { diarization, id: documentId } = detail;
  const refused = cancel.error && (
    <Notice className="mt-2" tone="danger">
      {describeError(cancel.error)}
    </Notice>
  );
  if (!diarization) {
    return (
      <>
        <UncertainNotice />
        <VoiceSuggestions />
        {refused}
      </>
    );
  }
  if (diarization.state === "failed") {
    return (
      <>
        <Notice
          className="mt-2"
          tone="danger"
          action={
            <>
              <Button size="sm" disabled={cancel.isPending} onClick={() => panels.setDialog("find-speakers")}>
                <RotateCcw aria-hidden />
                Try again
              </Button>
              <Button
                size="sm"
                look="quiet"
                disabled={cancel.isPending}
                onClick={() => cancel.mutate({ documentId })}
              >
                Dismiss
              </Button>
            </>
          }
        >
          {describeFinding(diarization)}
        </Notice>
        {refused}
      </>
    );
  }
  return (
    <>
      <Notice
        className="mt-2"
        action={
          <Button
            size="sm"
            look="quiet"
            disabled={cancel.isPending}
            onClick={() => cancel.mutate({ documentId })}
          >
            Cancel
          </Button>
        }
      >
        <span className="flex flex-col gap-1">
          <span className="flex min-w-0 flex-wrap items-center gap-2">
            <span className="tabular-nums">{describeFinding(diarization)}</span>
            <ProgressBar
              className="w-24"
              value={diarization.progress}
              label={`Finding speakers of ${detail.title}`}
            />
          </span>
          <span className="text-muted text-xs">
            Go on correcting: names and speakers that you give stay as you gave them.
          </span>
        </span>
      </Notice>
      {refused}
    </>
  );
}

function UncertainNotice() {
  const { panels } = useEditor();
  const heard = useHeardVoices();
  if (!heard?.isUncertain) return null;
  return (
    <Notice
      className="mt-2"
      tone="warn"
      action={
        <Button size="sm" onClick={() => panels.setDialog("find-speakers")}>
          Find again…
        </Button>
      }
    >
      The voices in this recording could not be told apart well, so many lines may have the wrong speaker. To
      say how many people speak helps.
    </Notice>
  );
}
