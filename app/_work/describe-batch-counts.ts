interface Counts {
  totalFiles: number;
  processedFiles: number;
  failedFiles: number;
}

/** "2 of 5 done, 1 failed or cancelled". Of a single file the status says it all. */
export function describeBatchCounts({ totalFiles, processedFiles, failedFiles }: Counts): string {
  if (totalFiles === 0) return "No files";
  if (totalFiles === 1) return "1 file";
  const [processed, total, failed] = [processedFiles, totalFiles, failedFiles].map((count) =>
    count.toLocaleString("en-GB"),
  );
  const done = `${processed} of ${total} done`;
  return failedFiles > 0 ? `${done}, ${failed} failed or cancelled` : done;
}
