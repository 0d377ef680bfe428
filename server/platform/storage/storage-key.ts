import { TraxError } from "../errors";

/** Keys are relative, normalised and plain: letters, digits, dot, dash, underscore between slashes. User text
 * never becomes part of a key.
 * @throws TraxError STORAGE_KEY_INVALID */
export function parseStorageKey(key: string): string {
  const plain = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;
  if (key.length > 512 || !plain.test(key)) throw new TraxError("STORAGE_KEY_INVALID");
  return key;
}

/** The layout of the store, in one place. */
export const storageKeys = {
  sources: "sources",
  derived: "derived",
  exports: "exports",
  uploads: "uploads",
  /** Beside it, `<id>.json` with what the upload protocol knows of it. */
  upload: (mediaFileId: string): string => `uploads/${mediaFileId}`,
  original: (mediaFileId: string): string => `sources/${mediaFileId}/original`,
  source: (mediaFileId: string): string => `sources/${mediaFileId}`,
  derivedOf: (mediaFileId: string): string => `derived/${mediaFileId}`,
  claim: (mediaFileId: string, claimToken: string): string => `derived/${mediaFileId}/${claimToken}`,
  /** What a further hearing has written down so far, by its job. */
  pass: (mediaFileId: string, jobId: number): string => `derived/${mediaFileId}/pass-${jobId}`,
  /** Where repair moves what no row owns; `run` is when it did. */
  lostAndFound: (run: string): string => `lost-and-found/${run}`,
  export: (exportId: string): string => `exports/${exportId}`,
} as const;

/** Names of the files that claims leave. */
export const derivedNames = {
  master: "master.wav",
  peaks: "peaks.json",
  waveform: "waveform.bin",
  speech: "speech.json",
  proxy: "proxy.mp4",
} as const;
