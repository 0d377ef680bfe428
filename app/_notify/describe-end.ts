import type { EndedSince } from "@/server/batches/schema";

/** The words of a notification. */
export function describeEnd(batch: Omit<EndedSince["ended"][number], "id" | "endTime">): {
  title: string;
  body: string;
} {
  const { name, status, totalFiles, failedFiles } = batch;
  const words = { completed: "is done", failed: "failed", cancelled: "was cancelled" } as const;
  const title = `${name} ${status in words ? words[status as keyof typeof words] : "has ended"}`;
  const files = totalFiles === 1 ? "1 file" : `${totalFiles} files`;
  const body = status === "completed" && failedFiles > 0 ? `${files}, ${failedFiles} of them failed` : files;
  return { title, body };
}
