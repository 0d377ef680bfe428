import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** A slice takes a few milliseconds, and reading the next lets the page answer in between: typing never waits, and
 * memory holds one slice, however large the file is. */
const sliceBytes = 1024 * 1024;

/** SHA-256 of a file, in hexadecimal. Null when it cannot be read.
 * @throws the signal's reason when it aborts */
export async function hashFile(
  file: Blob,
  options: { signal: AbortSignal; onProgress: (readBytes: number) => void },
): Promise<string | null> {
  const hash = sha256.create();
  for (let at = 0; at < file.size; at += sliceBytes) {
    options.signal.throwIfAborted();
    const slice = await file
      .slice(at, at + sliceBytes)
      .arrayBuffer()
      .catch(() => null);
    // It was moved or changed meanwhile; the upload will say so.
    if (slice === null) return null;
    hash.update(new Uint8Array(slice));
    options.onProgress(slice.byteLength);
  }
  return bytesToHex(hash.digest());
}
