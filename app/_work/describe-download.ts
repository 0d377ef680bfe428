import { formatDuration } from "@/app/_format/format-duration";
import { formatSize } from "@/app/_format/format-size";

interface DownloadFacts {
  /** 0..1 */
  fraction: number;
  /** Null where the server does not say. */
  totalBytes: number | null;
  bytesPerSecond: number | null;
}

/** One line on how a download stands: how much of it is here, how fast it comes, and how long that takes. */
export function describeDownload({ fraction, totalBytes, bytesPerSecond }: DownloadFacts): string {
  if (fraction <= 0 && !bytesPerSecond) return "The download begins.";
  const parts: string[] = [];
  if (totalBytes) parts.push(`${formatSize(fraction * totalBytes)} of ${formatSize(totalBytes)}`);
  else if (fraction > 0) parts.push(`${Math.floor(fraction * 100)} %`);
  if (bytesPerSecond) {
    parts.push(`${formatSize(bytesPerSecond)}/s`);
    if (totalBytes) parts.push(`${formatDuration(((1 - fraction) * totalBytes) / bytesPerSecond)} left`);
  }
  return `Downloading ${parts.join(", ")}`;
}
