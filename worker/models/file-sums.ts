import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { WantedFile } from "./list-model-files";

export interface FileSums {
  update(chunk: Buffer): void;
  /** Of all that was given. */
  digest(): { sha256: string; gitBlob: string };
}

/** Both sums of a file at once: git's is over its length and its bytes. */
export function createFileSums(sizeBytes: number): FileSums {
  const sha256 = createHash("sha256");
  const git = createHash("sha1").update(`blob ${sizeBytes}\0`);
  return {
    update(chunk) {
      sha256.update(chunk);
      git.update(chunk);
    },
    digest: () => ({ sha256: sha256.digest("hex"), gitBlob: git.digest("hex") }),
  };
}

export async function sumFile(file: string, sums: FileSums, signal?: AbortSignal): Promise<void> {
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 ** 2 })) {
    signal?.throwIfAborted();
    sums.update(chunk as Buffer);
  }
}

export function provesFile(
  { sha256, gitBlob }: ReturnType<FileSums["digest"]>,
  { checksum }: WantedFile,
): boolean {
  return checksum.hex === (checksum.kind === "sha256" ? sha256 : gitBlob);
}
