import { formatSize } from "@/app/_format/format-size";
import type { ModelAtPlace, ModelView } from "@/server/models/schema";

const englishNames = new Intl.DisplayNames(["en"], { type: "language" });

/** Names of languages as a person reads them, in their order. */
export function nameLanguages(tags: readonly string[]): string {
  return tags
    .map((tag) => englishNames.of(tag) ?? tag)
    .sort((a, b) => a.localeCompare(b, "en"))
    .join(", ");
}

/** "120 of 250 MB", "0 bytes of 1.0 GB": one unit where both are of it. */
export function describeParts(bytes: number, totalBytes: number): string {
  const whole = formatSize(totalBytes);
  const part = formatSize(Math.min(bytes, totalBytes));
  const [number, unit] = part.split(" ");
  return whole.endsWith(` ${unit}`) ? `${number} of ${whole}` : `${part} of ${whole}`;
}

/** How a model stands on a machine, on one line. */
export function describeModelState(
  { sizeBytes }: Pick<ModelView, "sizeBytes">,
  { state, bytes, totalBytes, wish }: ModelAtPlace,
): string {
  const total = totalBytes || sizeBytes;
  if (wish === "cancel") return "Stopping…";
  if (wish === "remove") return "Being removed…";
  if (state === "fetching") return `Fetching, ${describeParts(bytes, total)}`;
  if (wish === "fetch") return "A worker begins in a moment…";
  if (state === "ready") return `Ready, ${formatSize(bytes)} on the disk`;
  if (state === "damaged") return "Not as it was fetched";
  if (bytes > 0) return `Fetched in part, ${describeParts(bytes, total)}`;
  return "Not fetched";
}
