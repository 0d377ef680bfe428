import type { DuplicatesInput, DuplicateView } from "@/server/submissions/schema";

/** A file of a submission that need not be transcribed again. */
export interface Repeat {
  /** Its place among the files. */
  index: number;
  fileName: string;
  /** What there is of it already; null where it is only twice in this submission. */
  earlier: DuplicateView | null;
}

export interface CheckProgress {
  files: number;
  readBytes: number;
  totalBytes: number;
}

interface Ask {
  findSameSize: (sizesBytes: number[]) => Promise<number[]>;
  findDuplicates: (files: DuplicatesInput["files"]) => Promise<DuplicateView[]>;
  hashFile: (file: File, onProgress: (readBytes: number) => void) => Promise<string | null>;
  onProgress: (progress: CheckProgress) => void;
}

/** Finds the files that were transcribed before, and those that are twice in the submission. Only files whose size
 * is known from one or the other are read: most submissions are read not at all. */
export async function findRepeats(files: readonly File[], ask: Ask): Promise<Repeat[]> {
  const sizes = new Map<number, number>();
  for (const { size } of files) if (size > 0) sizes.set(size, (sizes.get(size) ?? 0) + 1);
  if (sizes.size === 0) return [];
  const known = new Set(await ask.findSameSize([...sizes.keys()]));
  const suspects = files
    .map((file, index) => ({ file, index }))
    .filter(({ file: { size } }) => known.has(size) || (sizes.get(size) ?? 0) > 1);
  if (suspects.length === 0) return [];

  const totalBytes = suspects.reduce((sum, { file }) => sum + file.size, 0);
  let readBytes = 0;
  const hashes = new Map<number, string>();
  for (const { file, index } of suspects) {
    const hash = await ask.hashFile(file, (bytes) => {
      readBytes += bytes;
      ask.onProgress({ files: suspects.length, readBytes, totalBytes });
    });
    if (hash !== null) hashes.set(index, hash);
  }

  const wanted = suspects.flatMap(({ file, index }) => {
    const sha256 = hashes.get(index);
    return sha256 && known.has(file.size) ? [{ sha256, sizeBytes: file.size }] : [];
  });
  const found = wanted.length > 0 ? await ask.findDuplicates(wanted) : [];
  const earlier = new Map(found.map((duplicate) => [duplicate.sha256, duplicate]));
  const seen = new Set<string>();
  return suspects.flatMap(({ file, index }) => {
    const sha256 = hashes.get(index);
    if (!sha256) return [];
    const isTwin = seen.has(sha256);
    seen.add(sha256);
    const before = earlier.get(sha256) ?? null;
    return before || isTwin ? [{ index, fileName: file.name, earlier: before }] : [];
  });
}
