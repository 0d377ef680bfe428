import type { Readable } from "node:stream";

/** Where bytes live. Rows hold keys ("sources/<media id>/original"), never the path of a machine, so that a
 * local folder and an object store are the same to everything above. */
export interface Storage {
  /** Size in bytes, null where there is nothing. */
  findSize(key: string): Promise<number | null>;
  /** Destroying the stream ends the transfer; nothing more is read ahead than its buffer.
   * @param range inclusive byte positions.
   * @param signal gives up before the first byte came. @throws STORAGE_MISSING */
  openRead(key: string, range?: { start: number; end: number }, signal?: AbortSignal): Promise<Readable>;
  /** Writes the whole stream or nothing. Returns the bytes written. @throws STORAGE_FULL */
  write(key: string, source: Readable | Uint8Array | string): Promise<number>;
  /** Takes over a file of this machine: by rename where it can, else it is removed once every byte is there. */
  adopt(localPath: string, key: string): Promise<void>;
  /** Says that the files of other keys hold the very bytes of `key`. A store that can keeps them once from now on;
   * removing one key never takes them from another. Returns how many others now stand on the file of `key`. */
  keepOnce(key: string, others: string[]): Promise<number>;
  /** A local path to read the key from, for programs that need a file. It stays until `release`.
   * @throws STORAGE_MISSING, STORAGE_FULL */
  fetchLocal(key: string): Promise<{ path: string; release: () => Promise<void> }>;
  /** A local folder whose files become keys below `prefix` when `commit` is called; `discard` leaves nothing. */
  stage(prefix: string): Promise<StagedFolder>;
  remove(key: string): Promise<void>;
  removePrefix(prefix: string): Promise<void>;
  /** Sum of sizes below a prefix, in bytes. */
  measure(prefix: string): Promise<number>;
  /** Names directly below a prefix. */
  listNames(prefix: string): Promise<string[]>;
  /** Every whole file below a prefix, however deep, in no order. */
  listFiles(prefix: string): AsyncIterable<{ key: string; sizeBytes: number }>;
  /** Bytes free on the disk of this machine that new files pass through, null where there is no such bound. Where
   * fewer than `wantedBytes` are, what is kept there only to be quick gives way first. */
  findFreeBytes(wantedBytes?: number): Promise<number | null>;
  /** Asks whether the store can be used as it is configured. @throws TraxError S3_* with what is wrong */
  verify(): Promise<void>;
}

export interface StagedFolder {
  /** Absolute; programs write here. */
  path: string;
  commit(): Promise<void>;
  discard(): Promise<void>;
}
