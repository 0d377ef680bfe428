"use client";

import { Upload } from "lucide-react";
import { Popover } from "radix-ui";
import { formatDuration } from "@/app/_format/format-duration";
import { Button } from "@/app/_ui/button";
import { findPortalHome } from "@/app/_ui/find-portal-home";
import { ProgressBar } from "@/app/_ui/progress-bar";
import { describeUpload } from "./describe-upload";
import { UploadButtons } from "./upload-buttons";
import { useUploadTotals } from "./use-uploads";

/** How the uploads of this tab stand, on every page, for as long as one is under way. */
export function UploadDock() {
  const totals = useUploadTotals();
  const { next, unfinishedFiles } = totals;
  if (unfinishedFiles === 0) return null;
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
            {totals.secondsLeft !== null && `, ${formatDuration(totals.secondsLeft)} left`}
          </p>
          <p className="mb-2 text-muted text-xs">
            Going to other pages is fine. Keep this tab open until it is done.
          </p>
          <ul className="flex max-h-72 flex-col gap-2.5 overflow-y-auto">
            {next.map((view) => (
              <li key={view.mediaFileId}>
                <div className="flex items-center gap-2">
                  <span className="min-w-0 flex-1 truncate">{view.fileName}</span>
                  <UploadButtons view={view} />
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
