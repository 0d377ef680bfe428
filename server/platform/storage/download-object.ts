import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { toTraxError } from "../errors";
import type { S3Bucket, S3ObjectInfo } from "./s3-bucket";

const ATTEMPTS = 6;
const FIRST_DELAY_MS = 250;

/** Fetches one version of an object into a file. A transfer that is cut off goes on where it was; false when the
 * object is not of that version any more.
 * @throws STORAGE_MISSING, S3_UNREACHABLE, STORAGE_EXHAUSTED */
export async function downloadObject(
  bucket: S3Bucket,
  name: string,
  info: S3ObjectInfo,
  target: string,
): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    const start = await stat(target).then(
      ({ size }) => size,
      () => 0,
    );
    if (start > 0 && start >= info.sizeBytes) return start === info.sizeBytes;
    const range = start > 0 ? { start } : {};
    const stream = await bucket.open(name, { ...range, version: info.version });
    if (!stream) return false;
    try {
      await pipeline(stream, createWriteStream(target, { flags: start > 0 ? "a" : "w", flush: true }));
      const { size } = await stat(target);
      if (size >= info.sizeBytes) return size === info.sizeBytes;
      throw new Error(`it ended after ${size} of ${info.sizeBytes} bytes`);
    } catch (error) {
      const trax = toTraxError(error, "S3_UNREACHABLE");
      if (attempt === ATTEMPTS || trax.code !== "S3_UNREACHABLE") throw trax;
      await delay(FIRST_DELAY_MS * 2 ** (attempt - 1));
    }
  }
}
