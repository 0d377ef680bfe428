"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { formatClock } from "@/app/_format/format-clock";
import { formatSize } from "@/app/_format/format-size";
import { Sheet } from "@/app/_ui/sheet";
import type { DocumentDetail } from "@/server/transcripts/schema";
import { DocumentTitle } from "../toolbar/document-title";
import { PartialText } from "./partial-text";
import { usePartialText } from "./use-partial-text";
import { WorkStatus } from "./work-status";

interface WorkingViewProps {
  detail: DocumentDetail;
  notice: ReactNode;
}

/** A document before its text is ready. What was heard so far can be read already, also after a failure. */
export function WorkingView({ detail, notice }: WorkingViewProps) {
  const { work, media } = detail;
  const partial = usePartialText(detail.id, work?.stage !== "uploading");
  return (
    <Sheet className="max-w-3xl">
      <div className="mb-3 empty:hidden">{notice}</div>
      <DocumentTitle documentId={detail.id} title={detail.title} />
      <p className="mt-0.5 mb-4 flex flex-wrap gap-x-3 text-muted text-xs tabular-nums">
        {media && <span>{formatSize(media.sizeBytes)}</span>}
        {media?.durationMs != null && <span>{formatClock(media.durationMs)}</span>}
        {work && (
          <Link href={`/batches/${work.batchId}`} className="rounded text-accent hover:underline">
            See its batch
          </Link>
        )}
      </p>
      <WorkStatus detail={detail} />
      <PartialText partial={partial} isAtWork={work?.stage === "transcribe"} />
    </Sheet>
  );
}
