import { createReadStream } from "node:fs";
import { chown, readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { createGunzip } from "node:zlib";
import { TraxError } from "@/server/platform/errors";
import { makeFolder } from "@/server/platform/make-folder";

/** The archive of a server: `wal` has its write-ahead log, a compressed file a segment, `base` its base backups. */
export const archiveFolders = {
  wal: (archive: string) => path.join(archive, "wal"),
  base: (archive: string) => path.join(archive, "base"),
};

/** At most so much is lost when the disk with the database is. */
const ARCHIVE_TIMEOUT_SECONDS = 60;

/** A segment: timeline, and its number in two halves, eight hexadecimal digits each. */
const segmentName = /^([0-9A-F]{8})([0-9A-F]{16})$/;
const historyName = /^([0-9A-F]{8})\.history$/;
/** Of the second half of a number, at the usual 16 MB a segment. */
const SEGMENTS_A_HALF = 256n;

/** A place in the write-ahead log, as the server writes it: `16/B374D848`. */
export function parseLsn(lsn: string): bigint {
  const [high = "0", low = "0"] = lsn.split("/");
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

/** Null for what is no segment. */
export function parseSegmentName(name: string): { timeline: number; number: bigint } | null {
  const [, timeline, place] = segmentName.exec(name) ?? [];
  if (!timeline || !place) return null;
  const number = BigInt(`0x${place.slice(0, 8)}`) * SEGMENTS_A_HALF + BigInt(`0x${place.slice(8)}`);
  return { timeline: Number.parseInt(timeline, 16), number };
}

export const timelineName = (timeline: number): string =>
  timeline.toString(16).toUpperCase().padStart(8, "0");

/** Within single quotes of a shell, where the server replaces %. */
const quote = (folder: string) => `'${folder.replaceAll("'", "'\\''").replaceAll("%", "%%")}'`;

/** Settings of a server that archives what it writes. A segment is written beside its place and moved there when it is
 * on the disk, and one that is there already must be the same: a segment is never overwritten. */
export function archiveSettings(archive: string): Record<string, string> {
  const folder = quote(archiveFolders.wal(archive));
  return {
    archive_mode: "on",
    archive_timeout: String(ARCHIVE_TIMEOUT_SECONDS),
    archive_command:
      `D=${folder}; if test -f "$D/%f.gz"; then gzip -dc "$D/%f.gz" | cmp -s - "%p"; ` +
      `else gzip -1 -c "%p" > "$D/%f.part" && sync "$D/%f.part" && mv "$D/%f.part" "$D/%f.gz"; fi`,
  };
}

/** The way back, for a server that recovers. */
export function fetchCommand(archive: string): string {
  return `D=${quote(archiveFolders.wal(archive))}; test -f "$D/%f.gz" && gzip -dc "$D/%f.gz" > "%p"`;
}

/** Makes the folders; the server's account must write where the log goes.
 * @throws FOLDER_UNWRITABLE */
export async function prepareArchive(
  archive: string,
  ids: { uid: number; gid: number } | null,
): Promise<void> {
  await makeFolder(archiveFolders.base(archive));
  await makeFolder(archiveFolders.wal(archive));
  try {
    if (ids) await chown(archiveFolders.wal(archive), ids.uid, ids.gid);
  } catch (error) {
    throw new TraxError("FOLDER_UNWRITABLE", { name: archive, reason: `${(error as Error).message}.` });
  }
}

/** Names of archived files, without the ending of their compression. */
export async function listArchived(archive: string): Promise<string[]> {
  const names = await readdir(archiveFolders.wal(archive)).catch(() => []);
  return names.filter((name) => name.endsWith(".gz")).map((name) => name.slice(0, -".gz".length));
}

/** Where each of a timeline's ancestors was left: `[timeline, place in the log]`, the oldest first.
 * @returns an empty list for the first timeline, and for one whose file is not there */
export async function readAncestors(archive: string, timeline: number): Promise<[number, bigint][]> {
  const file = path.join(archiveFolders.wal(archive), `${timelineName(timeline)}.history.gz`);
  if (!(await stat(file).catch(() => null))) return [];
  const content = await text(createReadStream(file).pipe(createGunzip()));
  return content.split("\n").flatMap((line): [number, bigint][] => {
    const [, ancestor, lsn] = /^\s*(\d+)\s+([0-9A-F]+\/[0-9A-F]+)/.exec(line) ?? [];
    return ancestor && lsn ? [[Number(ancestor), parseLsn(lsn)]] : [];
  });
}

/** Lets go of the log that no kept base backup needs, and of what was left half written. Histories of timelines are small
 * and stay.
 * @param firstNeeded names of the segments at which the kept base backups begin */
export async function removeOldLog(archive: string, firstNeeded: string[]): Promise<number> {
  const numbers = firstNeeded.flatMap((name) => parseSegmentName(name)?.number ?? []);
  if (numbers.length === 0) return 0;
  const first = numbers.reduce((least, number) => (number < least ? number : least));
  let removed = 0;
  for (const name of await listArchived(archive)) {
    // Also what says where a base backup began: `SEGMENT.OFFSET.backup`.
    const segment = parseSegmentName(name.split(".")[0] ?? "");
    if (!segment || historyName.test(name) || segment.number >= first) continue;
    await rm(path.join(archiveFolders.wal(archive), `${name}.gz`), { force: true });
    removed += 1;
  }
  return removed;
}

/** The first segment that is not there between two that are: beyond it nothing can be brought back. */
export async function findGap(archive: string, from: string): Promise<bigint | null> {
  const start = parseSegmentName(from)?.number ?? 0n;
  const numbers = new Set<bigint>();
  for (const name of await listArchived(archive)) {
    const segment = parseSegmentName(name);
    if (segment && segment.number >= start) numbers.add(segment.number);
  }
  let last = start;
  for (const number of numbers) if (number > last) last = number;
  for (let number = start; number < last; number += 1n) if (!numbers.has(number)) return number;
  return null;
}
