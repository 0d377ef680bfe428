import { createHash } from "node:crypto";
import { lstat, readdir } from "node:fs/promises";
import path from "node:path";

export interface WatchedFile {
  /** Absolute. */
  path: string;
  /** Below the watched folder, with slashes. */
  name: string;
  sizeBytes: number;
  /** With all its digits. */
  modifiedNs: string;
  /** Changes with the content, the name and the rights. */
  fingerprint: string;
}

export interface WatchListing {
  files: WatchedFile[];
  /** What lies there and is not taken, with the reason as a sentence. */
  refused: { name: string; reason: string }[];
}

export const maxDepth = 16;
export const maxEntries = 50_000;

/** Written by programs that are not done yet. */
const unfinished = /\.(?:part|partial|crdownload|download|opdownload|tmp|temp|filepart|aria2|!ut|swp)$|~$/i;
/** Lies beside recordings and is none. */
const companion =
  /(?:^|\/)(?:thumbs\.db|desktop\.ini)$|\.(?:txt|srt|vtt|ass|sub|json|xml|nfo|md|log|csv|html?|pdf|docx?|odt|jpe?g|png|gif|webp|lnk|url|sha256|md5)$/i;

/** Ordinary files of a folder and the folders in it. Links are never followed, so nothing outside is reached.
 * @throws when the folder itself cannot be read */
export async function listWatchedFiles(folder: string): Promise<WatchListing> {
  const listing: WatchListing = { files: [], refused: [] };
  let seen = 0;
  const refuse = (name: string, reason: string) => listing.refused.push({ name, reason });

  async function visit(inside: string, depth: number): Promise<void> {
    const entries = await readdir(path.join(folder, inside), { withFileTypes: true }).catch(
      (error: NodeJS.ErrnoException) => {
        if (inside === "") throw error;
        if (error.code !== "ENOENT") refuse(inside, `The folder cannot be read (${error.code}).`);
        return [];
      },
    );
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      if (entry.name.startsWith(".")) continue;
      if (seen === maxEntries) {
        refuse(
          inside || ".",
          "There are more than 50,000 entries; only the first are looked at. Move some away.",
        );
      }
      seen += 1;
      if (seen > maxEntries) return;
      const name = inside === "" ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory()) {
        if (depth < maxDepth) await visit(name, depth + 1);
        else refuse(name, "The folder lies too deep: 16 levels are looked at. Move it up.");
        continue;
      }
      if (unfinished.test(entry.name) || companion.test(entry.name)) continue;
      await look(name);
    }
  }

  async function look(name: string): Promise<void> {
    const file = path.join(folder, name);
    const info = await lstat(file, { bigint: true }).catch((error: NodeJS.ErrnoException) => error);
    if (info instanceof Error) {
      // Gone again is no trouble.
      if (info.code !== "ENOENT") refuse(name, `It cannot be looked at (${info.code}).`);
      return;
    }
    if (info.isSymbolicLink())
      return void refuse(name, "It is a link, and links are not followed. Put the file itself there.");
    if (!info.isFile()) return void refuse(name, "It is not an ordinary file.");
    listing.files.push({
      path: file,
      name,
      sizeBytes: Number(info.size),
      modifiedNs: String(info.mtimeNs),
      fingerprint: [info.size, info.mtimeNs, info.ctimeNs, info.ino].join(":"),
    });
  }

  await visit("", 0);
  return listing;
}

/** The id of the first step of a file that was taken: the same name, size and time of change always give the same,
 * on every machine, so the database itself refuses to take a file twice. */
export function watchedItemId({ name, sizeBytes, modifiedNs }: WatchedFile): string {
  const hash = createHash("sha256")
    .update(JSON.stringify(["watch", name, sizeBytes, modifiedNs]))
    .digest("hex");
  const variant = ((Number.parseInt(hash[16] as string, 16) & 3) | 8).toString(16);
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `8${hash.slice(13, 16)}`,
    variant + hash.slice(17, 20),
    hash.slice(20, 32),
  ].join("-");
}
