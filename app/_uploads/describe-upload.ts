import { formatDuration } from "@/app/_format/format-duration";
import { formatSize } from "@/app/_format/format-size";
import type { UploadView } from "./upload-store";

/** One line on how an upload stands. */
export function describeUpload(view: UploadView): string {
  switch (view.state) {
    case "waiting":
      return "Waiting to be uploaded";
    case "paused":
      return `Upload paused at ${formatSize(view.sentBytes)} of ${formatSize(view.sizeBytes)}`;
    case "offline":
      return "Trax does not answer. The upload goes on by itself when it does.";
    case "failed":
      return view.message ?? "The upload was refused.";
    case "done":
      return "Uploaded";
    case "uploading": {
      const parts = [`${formatSize(view.sentBytes)} of ${formatSize(view.sizeBytes)}`];
      if (view.bytesPerSecond) {
        parts.push(`${formatSize(view.bytesPerSecond)}/s`);
        parts.push(`${formatDuration((view.sizeBytes - view.sentBytes) / view.bytesPerSecond)} left`);
      }
      return `Uploading ${parts.join(", ")}`;
    }
  }
}
