import type { UploadView } from "./upload-store";

export interface UploadTotals {
  files: number;
  doneFiles: number;
  /** 0..1 of all bytes. */
  progress: number;
  bytesPerSecond: number | null;
  secondsLeft: number | null;
}

/** What the uploads of a tab come to together. Refused ones are left out: nothing more will be sent of them. */
export function deriveUploadTotals(views: Iterable<UploadView>): UploadTotals {
  let files = 0;
  let doneFiles = 0;
  let sizeBytes = 0;
  let sentBytes = 0;
  let bytesPerSecond: number | null = null;
  for (const view of views) {
    if (view.state === "failed") continue;
    files += 1;
    if (view.state === "done") doneFiles += 1;
    sizeBytes += view.sizeBytes;
    sentBytes += view.sentBytes;
    if (view.bytesPerSecond !== null) bytesPerSecond = (bytesPerSecond ?? 0) + view.bytesPerSecond;
  }
  return {
    files,
    doneFiles,
    progress: sizeBytes > 0 ? sentBytes / sizeBytes : 0,
    bytesPerSecond,
    secondsLeft: bytesPerSecond ? (sizeBytes - sentBytes) / bytesPerSecond : null,
  };
}
