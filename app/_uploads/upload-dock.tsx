"use client";

import { Pause, Play, Upload, X } from "lucide-react";
import { Popover } from "radix-ui";
import { formatDuration } from "@/app/_format/format-duration";
import { formatSize } from "@/app/_format/format-size";
import { Button } from "@/app/_ui/button";
import { Confirm } from "@/app/_ui/confirm";
import { findPortalHome } from "@/app/_ui/find-portal-home";
import { IconButton } from "@/app/_ui/icon-button";
import { ProgressBar } from "@/app/_ui/progress-bar";
import { useBulkActions } from "@/app/_work/use-bulk-actions";
import { describeUpload } from "./describe-upload";
import { toSelections } from "./to-selections";
import { UploadButtons } from "./upload-buttons";
import { uploads } from "./uploads";
import { useUploadTotals } from "./use-uploads";

/** How the uploads of this tab stand, on every page, for as long as one is under way. */
export function UploadDock() {
  const totals = useUploadTotals();
  const { cancel } = useBulkActions();
  const { next, unfinishedFiles } = totals;
  if (unfinishedFiles === 0) return null;
  const { moving, paused } = uploads.countHeld();
  const percent = `${Math.floor(totals.progress * 100)} %`;
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button size="sm" className="tabular-nums" aria-label={`Uploading, ${percent}`}>
          <Upload aria-hidden className="text-accent" />
          {percent}
        </Button>
      </Popover.Trigger>
      <Popover.Portal container={findPortalHome()}>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Uploads"
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement).focus();
          }}
          className="z-50 w-[min(24rem,calc(100vw-1rem))] rounded-xl border border-line bg-surface p-3 shadow-float"
        >
          <p className="font-medium">
            {totals.doneFiles} of {totals.files} uploaded
            {totals.bytesPerSecond !== null && `, ${formatSize(totals.bytesPerSecond)}/s`}
            {totals.secondsLeft !== null && `, ${formatDuration(totals.secondsLeft)} left`}
          </p>
          <p className="mb-2 text-muted text-xs">
            Going to other pages is fine. Keep this tab open until it is done.
          </p>
          <div className="mb-3 flex flex-wrap gap-2">
            {moving > 0 && (
              <Button size="sm" onClick={uploads.pauseAll}>
                <Pause aria-hidden />
                Pause all
              </Button>
            )}
            {paused > 0 && (
              <Button size="sm" onClick={uploads.resumeAll}>
                <Play aria-hidden />
                Resume all
              </Button>
            )}
            <Confirm
              title={unfinishedFiles === 1 ? "Cancel this upload?" : `Cancel ${unfinishedFiles} uploads?`}
              text="What is uploaded already stays. A retry brings the others back."
              action={unfinishedFiles === 1 ? "Cancel the upload" : "Cancel the uploads"}
              onConfirm={() => cancel.mutate({ selections: toSelections(uploads.listUnfinished()) })}
            >
              <Button look="quiet" size="sm">
                Cancel all
              </Button>
            </Confirm>
          </div>
          <ul className="flex max-h-72 flex-col gap-2.5 overflow-y-auto">
            {next.map((view) => (
              <li key={view.mediaFileId}>
                <div className="flex items-center gap-2">
                  <span className="min-w-0 flex-1 truncate">{view.fileName}</span>
                  <UploadButtons view={view} />
                  <IconButton
                    label={`Cancel the upload of ${view.fileName}`}
                    size="sm"
                    onClick={() => cancel.mutate({ selections: toSelections([view]) })}
                  >
                    <X aria-hidden />
                  </IconButton>
                </div>
                <ProgressBar value={view.sentBytes / view.sizeBytes} label={`Upload of ${view.fileName}`} />
                <p className="mt-0.5 text-muted text-xs tabular-nums">{describeUpload(view)}</p>
              </li>
            ))}
          </ul>
          {unfinishedFiles > next.length && (
            <p className="mt-2 text-muted text-xs tabular-nums">
              And {unfinishedFiles - next.length} more that wait.
            </p>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
