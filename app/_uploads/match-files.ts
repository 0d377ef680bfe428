import type { UnfinishedUpload } from "@/server/submissions/schema";

export interface MatchedFiles<F> {
  matches: { upload: UnfinishedUpload; file: F }[];
  /** Names of files for which more than one upload waits: only its own line tells which is meant. */
  unclear: string[];
  /** Names of files that no upload waits for. */
  others: string[];
}

/** Which of the chosen files belongs to which upload that was cut off: by name and size, and where it is known by when
 * the file was last changed. A file in the wrong place would be a recording of two halves, so what could be either is
 * left out.
 * @param lastModified by the uploads' ids, of those that this browser began */
export function matchFiles<F extends Pick<File, "name" | "size" | "lastModified">>(
  uploads: readonly UnfinishedUpload[],
  files: readonly F[],
  lastModified: ReadonlyMap<string, number>,
): MatchedFiles<F> {
  const result: MatchedFiles<F> = { matches: [], unclear: [], others: [] };
  const waiting = new Map<string, UnfinishedUpload[]>();
  for (const upload of uploads) {
    const key = keyOf(upload.fileName, upload.sizeBytes);
    waiting.set(key, [...(waiting.get(key) ?? []), upload]);
  }
  for (const file of files) {
    const key = keyOf(file.name, file.size);
    const candidates = waiting.get(key) ?? [];
    const fitting = candidates.filter(({ mediaFileId }) => {
      const known = lastModified.get(mediaFileId);
      return known === undefined || known === file.lastModified;
    });
    const [upload] = fitting;
    if (!upload) result.others.push(file.name);
    else if (fitting.length > 1) result.unclear.push(file.name);
    else {
      result.matches.push({ upload, file });
      waiting.set(
        key,
        candidates.filter((each) => each !== upload),
      );
    }
  }
  return result;
}

const keyOf = (name: string, sizeBytes: number) => `${sizeBytes} ${name}`;
