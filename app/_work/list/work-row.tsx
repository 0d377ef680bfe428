"use client";

import Link from "next/link";
import { memo } from "react";
import { formatClock } from "@/app/_format/format-clock";
import { formatSize } from "@/app/_format/format-size";
import { Badge } from "@/app/_ui/badge";
import { ProgressBar } from "@/app/_ui/progress-bar";
import { UploadButtons } from "@/app/_uploads/upload-buttons";
import type { SourceView } from "@/server/batches/schema";
import { describeSpeed } from "../describe-speed";
import { describeTimeLeft } from "../describe-time-left";
import { describePriority } from "../priority-items";
import { SourceNote } from "../source-note";
import { useSourceState } from "../use-source-state";
import { type BulkActions, RowMenu } from "./row-menu";

export const rowColumns =
  "grid grid-cols-[1.75rem_minmax(0,1fr)_2.25rem] items-start gap-x-2 px-2 sm:grid-cols-[1.75rem_minmax(0,1fr)_12rem_10.5rem_2.25rem] sm:gap-x-3 sm:px-3";

interface WorkRowProps {
  source: SourceView;
  isSelected: boolean;
  /** The row that Tab reaches. */
  isActive: boolean;
  showsBatch: boolean;
  index: number;
  handle: RowHandle;
}

/** What a row asks of its list. The same for all rows and always, so that scrolling draws new rows and no other. */
export interface RowHandle {
  getActions: () => BulkActions;
  check: (index: number, source: SourceView, isRange: boolean) => void;
  showLog: (source: SourceView) => void;
}

/** The cells of one source: what it is, how far it is, how long it takes, what went wrong, what can be done. */
export const WorkRow = memo(function WorkRow(props: WorkRowProps) {
  const { source, isSelected, isActive, showsBatch, index, handle } = props;
  const { fileName, documentId, pace } = source;
  const { upload, isUploading, isOrphan, isElsewhere, stage, progress, showsBar } = useSourceState(source);
  const tabIndex = isActive ? 0 : -1;
  const notes = [
    describePriority(source.priority),
    source.stage === "transcribe" && source.isPaused && "Pauses next",
  ];
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: rows far away are not in the page, which a table cannot say */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: the row takes the focus, and what is in the cell */}
      <div role="gridcell" className="flex h-7 items-center">
        <input
          type="checkbox"
          checked={isSelected}
          tabIndex={tabIndex}
          aria-label={`Select ${fileName}`}
          onChange={(event) => handle.check(index, source, (event.nativeEvent as MouseEvent).shiftKey)}
          className="size-4 accent-accent"
        />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <div role="gridcell" className="min-w-0 py-0.5">
        <div className="flex min-w-0 items-baseline gap-2">
          {documentId ? (
            <Link
              href={`/transcripts/${documentId}`}
              tabIndex={tabIndex}
              prefetch={false}
              title={fileName}
              className="truncate rounded font-medium hover:text-accent hover:underline"
            >
              {fileName}
            </Link>
          ) : (
            <span className="truncate font-medium" title={fileName}>
              {fileName}
            </span>
          )}
          <span className="shrink-0 text-muted text-xs tabular-nums">
            {source.durationSeconds !== null
              ? formatClock(source.durationSeconds * 1_000)
              : formatSize(source.sizeBytes)}
          </span>
          {notes.filter(Boolean).map((note) => (
            <span key={String(note)} className="hidden shrink-0 text-muted text-xs sm:inline">
              {note}
            </span>
          ))}
        </div>
        {showsBatch && source.batchName && (
          <p className="truncate text-muted text-xs">
            <Link
              href={`/batches/${source.batchId}`}
              tabIndex={tabIndex}
              prefetch={false}
              className="rounded hover:text-accent hover:underline"
            >
              {source.batchName}
            </Link>
          </p>
        )}
        <SourceNote source={source} upload={upload} isOrphan={isOrphan} isElsewhere={isElsewhere} />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <div
        role="gridcell"
        className="col-start-2 row-start-2 min-w-0 pb-0.5 sm:col-start-3 sm:row-start-1 sm:pt-0.5"
      >
        <div className="flex h-6 items-center gap-2">
          <Badge tone={stage.tone}>{stage.text}</Badge>
          {showsBar && progress !== null && progress > 0 && (
            <span className="text-muted text-xs tabular-nums">{Math.floor(progress * 100)} %</span>
          )}
          {upload && isUploading && <UploadButtons view={upload} />}
        </div>
        {showsBar && (progress === null || progress > 0) && (
          <ProgressBar className="mt-0.5" value={progress} label={`Progress of ${fileName}`} />
        )}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <div
        role="gridcell"
        className="col-start-2 row-start-3 text-muted text-xs tabular-nums empty:hidden sm:col-start-4 sm:row-start-1 sm:pt-1"
      >
        {pace && showsBar && (
          <>
            {describeTimeLeft(pace)}
            {pace.speed !== null && (
              <span className="block" title="Seconds of sound in each second of work">
                at {describeSpeed(pace.speed)} speed
              </span>
            )}
          </>
        )}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <div role="gridcell" className="col-start-3 row-start-1 -my-0.5 sm:col-start-5">
        <RowMenu
          source={source}
          getActions={handle.getActions}
          onLog={() => handle.showLog(source)}
          tabIndex={tabIndex}
        />
      </div>
    </>
  );
});
