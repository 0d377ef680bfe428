import type { MendReport } from "@/core/subtitles/mend-report";
import { SubtitleFormatError } from "@/core/subtitles/subtitle-format-error";
import { importBounds } from "./imported-transcript";

/** The text of a file: UTF-8, else UTF-16 of either order (also without its mark), else Windows' Western letters, which hold
 * Latin-1's.
 * @throws SubtitleFormatError for what is too big, or no text. */
export function decodeTextFile(bytes: Uint8Array, report: MendReport): string {
  if (bytes.length > importBounds.fileBytes) {
    throw new SubtitleFormatError(
      `This file is larger than ${importBounds.fileBytes / 1e6} MB, more than any transcript. Choose the subtitles, not the recording.`,
    );
  }
  const text = decode(bytes, report).replace(/^\uFEFF/, "");
  const binary = /(?![\t\n\v\f\r\u0085])\p{Cc}/gu;
  const strange = text.match(binary)?.length ?? 0;
  // A stray one is cleaned away with the rest; many of them, or a NUL, are no text.
  if (text.includes("\u0000") || strange > 8 + text.length / 100) {
    const line = text.slice(0, text.search(binary)).split(/\r\n|\r|\n/).length;
    throw new SubtitleFormatError("this is not a text file.", line);
  }
  if (strange > 0) report.add("control", { line: text.slice(0, text.search(binary)).split("\n").length });
  return text;
}

function decode(bytes: Uint8Array, report: MendReport): string {
  const utf16 = findUtf16(bytes);
  if (utf16) {
    report.add("encoding");
    return new TextDecoder(utf16).decode(bytes);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    report.add("encoding");
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** By the mark, or by zeros in every second byte: what is plain in UTF-16, and in no other text. */
function findUtf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  const seen = Math.min(bytes.length, 4_096) & ~1;
  if (seen < 4) return null;
  const zeros = [0, 0];
  for (let at = 0; at < seen; at += 1) if (bytes[at] === 0) zeros[at % 2] = (zeros[at % 2] as number) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > seen / 5 && even < odd / 10) return "utf-16le";
  if (even > seen / 5 && odd < even / 10) return "utf-16be";
  return null;
}
