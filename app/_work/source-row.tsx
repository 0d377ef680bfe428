"use client";

import { RotateCcw } from "lucide-react";
import Link from "next/link";
import { formatClock } from "@/app/_format/format-clock";
import { formatSize } from "@/app/_format/format-size";
import { Badge } from "@/app/_ui/badge";
import { Button } from "@/app/_ui/button";
import { ProgressBar } from "@/app/_ui/progress-bar";
import { UploadButtons } from "@/app/_uploads/upload-buttons";
import { uploads } from "@/app/_uploads/uploads";
import type { SourceView } from "@/server/batches/schema";
import { canRetry, isWorking, needsLanguage } from "./describe-stage";
import { describeTimeLeft } from "./describe-time-left";
import { SourceNote } from "./source-note";
import { useSourceState } from "./use-source-state";
import { useWorkActions } from "./use-work-actions";

/** One source of a batch: what it is, how far it is, what went wrong, and what can be done about it. */
export function SourceRow({ source }: { source: SourceView }) {
  const { batchId, sourceIndex, mediaFileId, fileName } = source;
  const { retrySource, cancelSource } = useWorkActions();
  const { upload, isUploading, isOrphan, isElsewhere, stage, progress, showsBar } = useSourceState(source);

  function cancel() {
    uploads.remove(mediaFileId);
    cancelSource.mutate({ batchId, sourceIndex });
  }

  return (
    <li className="px-3 py-2.5 [contain-intrinsic-size:auto_52px] [content-visibility:auto]">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <div className="min-w-0 flex-1 basis-52">
          <div className="flex min-w-0 items-baseline gap-2">
            {source.documentId ? (
              <Link
                href={`/transcripts/${source.documentId}`}
                className="truncate rounded font-medium hover:text-accent hover:underline"
                title={fileName}
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
          </div>
        </div>
        <div className="flex items-center gap-2">
          {isWorking(source.stage) && progress !== null && (
            <span className="text-muted text-xs tabular-nums">{Math.floor(progress * 100)} %</span>
          )}
          <Badge tone={stage.tone}>{stage.text}</Badge>
          {upload && isUploading && <UploadButtons view={upload} />}
          {source.stage === "processed" && source.documentId && (
            <Button asChild size="sm">
              <Link href={`/transcripts/${source.documentId}`}>Open</Link>
            </Button>
          )}
          {canRetry(source.stage) && !needsLanguage(source) && (
            <Button
              size="sm"
              disabled={retrySource.isPending}
              onClick={() => retrySource.mutate({ batchId, sourceIndex })}
            >
              <RotateCcw aria-hidden />
              Retry
            </Button>
          )}
          {isWorking(source.stage) && (
            <Button look="quiet" size="sm" disabled={cancelSource.isPending} onClick={cancel}>
              Cancel
            </Button>
          )}
        </div>
      </div>
      {showsBar && <ProgressBar className="mt-1.5" value={progress} label={`Progress of ${fileName}`} />}
      {source.pace && showsBar && (
        <p className="mt-1 text-muted text-xs tabular-nums">{describeTimeLeft(source.pace)}</p>
      )}
      <SourceNote source={source} upload={upload} isOrphan={isOrphan} isElsewhere={isElsewhere} />
    </li>
  );
}
