"use client";

import { useStepProgress } from "@/app/_live/use-live";
import type { SourceView } from "@/server/batches/schema";
import { describeDownload } from "./describe-download";

/** How a download goes: as heard live, and until then as far as the list knows. */
export function DownloadNote({ source }: { source: SourceView }) {
  const live = useStepProgress(source.batchId, source.sourceIndex);
  const step = source.steps.find(({ taskType }) => taskType === "download");
  const facts =
    live?.taskType === "download"
      ? { fraction: live.progress, totalBytes: live.totalBytes, bytesPerSecond: live.bytesPerSecond }
      : { fraction: step?.progress ?? 0, totalBytes: null, bytesPerSecond: null };
  return <p className="mt-1 text-muted text-xs tabular-nums">{describeDownload(facts)}</p>;
}
