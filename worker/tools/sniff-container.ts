import { type FileHandle, open } from "node:fs/promises";
import { TraxError } from "@/server/platform/errors";
import { findTagBytes, HEAD_BYTES, identifyContainer } from "./identify-container";

/** ID3 tags that follow one another: more are not skipped. */
const MOST_TAGS = 4;

/** The demuxer that a file is to be read with, and no other. Its name and what a browser said of it count nothing.
 * @returns a name of ffmpeg's, of those in `demuxers`
 * @throws TraxError MEDIA_EMPTY, MEDIA_FORMAT_REFUSED for playlists, MEDIA_ARCHIVE, MEDIA_NOT_MEDIA */
export async function sniffContainer(path: string): Promise<string> {
  const file = await open(path, "r");
  try {
    let offset = 0;
    let head = await readHead(file, 0);
    if (head.length === 0) throw new TraxError("MEDIA_EMPTY");
    for (let tags = 0; tags < MOST_TAGS; tags += 1) {
      const tagBytes = findTagBytes(head);
      if (tagBytes === 0) break;
      offset += tagBytes;
      head = await readHead(file, offset);
    }
    const guess = identifyContainer(head, { hasTag: offset > 0 });
    if (guess.kind === "media") return guess.demuxer;
    if (guess.kind === "playlist") throw new TraxError("MEDIA_FORMAT_REFUSED");
    throw new TraxError(guess.kind === "archive" ? "MEDIA_ARCHIVE" : "MEDIA_NOT_MEDIA");
  } finally {
    await file.close();
  }
}

async function readHead(file: FileHandle, offset: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, offset);
  return buffer.subarray(0, bytesRead);
}
