import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { FileStore } from "@tus/file-store";
import type { Upload } from "@tus/server";
import { RunningSum } from "@/server/platform/storage/running-sum";

/** Sums are kept of this many uploads; another is read again from the disk when it goes on. A sum is some hundred
 * bytes. */
const KEPT_SUMS = 1_000;
/** A gap that is read in less time than a connection notices. */
const SHORT_GAP_BYTES = 16 * 1024 ** 2;
/** What the disk has not yet taken is bounded, so that the last byte does not wait for gigabytes. */
const SYNC_EVERY_BYTES = 64 * 1024 ** 2;

export interface SummingStoreOptions {
  directory: string;
  /** Hears, now and then, that bytes of an upload come. Never rejects. */
  onBytes?: (id: string) => Promise<void>;
}

/** Unfinished uploads on the local disk, each with the checksum of what is there of it. */
export class SummingStore extends FileStore {
  private readonly sums = new Map<string, RunningSum>();
  private readonly onBytes: (id: string) => Promise<void>;

  constructor({ directory, onBytes }: SummingStoreOptions) {
    super({ directory });
    this.onBytes = onBytes ?? (async () => {});
  }

  override async create(upload: Upload): Promise<Upload> {
    this.sums.delete(upload.id);
    return super.create(upload);
  }

  /** @throws what the disk says, with its code; what was written until then stays */
  override async write(readable: Readable, id: string, offset: number): Promise<number> {
    const file = await open(this.fileOf(id), "r+");
    try {
      await this.onBytes(id);
      return await this.append(file, readable, id, offset);
    } finally {
      await file.close();
    }
  }

  /** SHA-256 of a whole upload, hexadecimal. */
  async takeSum(id: string, sizeBytes: number): Promise<string> {
    const sum = this.sumOf(id, sizeBytes);
    this.sums.delete(id);
    await sum.catchUp(this.fileOf(id), sizeBytes);
    return sum.digest();
  }

  override async remove(id: string): Promise<void> {
    this.sums.delete(id);
    await super.remove(id);
  }

  private fileOf(id: string): string {
    return path.join(this.directory, id);
  }

  private async append(file: FileHandle, readable: Readable, id: string, offset: number): Promise<number> {
    const sum = this.sumOf(id, offset);
    let at = offset;
    let syncing: Promise<void> | null = null;
    let nextSync = at + SYNC_EVERY_BYTES;
    try {
      // Destroyed for an error of the disk, the stream would say that the client left.
      for await (const chunk of readable.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        if (sum.bytes < at && !sum.isCatchingUp) {
          const catching = sum.catchUp(this.fileOf(id), at);
          if (at - sum.bytes <= SHORT_GAP_BYTES) await catching;
          // A longer one is read by the way; what goes wrong with it shows when the sum is taken.
          else catching.catch(() => {});
        }
        // The sum is taken while the disk writes.
        const writing = writeAll(file, chunk, at);
        sum.add(chunk, at);
        await writing;
        at += chunk.length;
        if (at < nextSync) continue;
        nextSync = at + SYNC_EVERY_BYTES;
        await syncing;
        void this.onBytes(id);
        syncing = file.datasync();
        // It is awaited a few lines above or below, but may fail before.
        syncing.catch(() => {});
      }
      await syncing;
    } catch (error) {
      // It may hold bytes that the disk did not take. After a client that left it is sound, and soon read again.
      if ((error as NodeJS.ErrnoException).syscall !== undefined) this.sums.delete(id);
      throw error;
    } finally {
      // It uses the file, which is about to be closed.
      await syncing?.catch(() => {});
    }
    return at;
  }

  /** @param bytes how long the upload is: a sum of more is of another file */
  private sumOf(id: string, bytes: number): RunningSum {
    const kept = this.sums.get(id);
    const sum = kept && kept.bytes <= bytes ? kept : new RunningSum();
    // The one that was used last is the last to go.
    this.sums.delete(id);
    this.sums.set(id, sum);
    const [oldest] = this.sums.keys();
    if (this.sums.size > KEPT_SUMS && oldest !== undefined) this.sums.delete(oldest);
    return sum;
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array, at: number): Promise<void> {
  let done = 0;
  while (done < chunk.length) {
    const { bytesWritten } = await file.write(chunk, done, chunk.length - done, at + done);
    done += bytesWritten;
  }
}
