import type { Readable } from "node:stream";

/** Where bytes live. Rows hold keys ("sources/<media id>/original"), never the path of a machine, so that a
 * local folder and an object store are the same to everything above. */
export interface Storage {
  /** Size in bytes, null where there is nothing. */
  findSize(key: string): Promise<number | null>;
  /** @param range inclusive byte positions. @throws STORAGE_MISSING */
  openRead(key: string, range?: { start: number; end: number }): Promise<Readable>;
  /** Writes the whole stream or nothing. Returns the bytes written. @throws STORAGE_FULL */
  write(key: string, source: Readable | Uint8Array | string): Promise<number>;
  /** Takes over a file of this machine, by rename where it can. */
  adopt(localPath: string, key: string): Promise<void>;
  /** A local path to read the key from, for programs that need a file. `release` when done.
   * @throws STORAGE_MISSING */
  fetchLocal(key: string): Promise<{ path: string; release: () => Promise<void> }>;
  /** A local folder whose files become keys below `prefix` when `commit` is called; `discard` leaves nothing. */
  stage(prefix: string): Promise<StagedFolder>;
  remove(key: string): Promise<void>;
  removePrefix(prefix: string): Promise<void>;
  /** Sum of sizes below a prefix, in bytes. */
  measure(prefix: string): Promise<number>;
  /** Names directly below a prefix. */
  listNames(prefix: string): Promise<string[]>;
  /** Bytes free for new files, null where there is no such bound. */
  findFreeBytes(): Promise<number | null>;
}

export interface StagedFolder {
  /** Absolute; programs write here. */
  path: string;
  commit(): Promise<void>;
  discard(): Promise<void>;
}
