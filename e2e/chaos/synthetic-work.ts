import { createHash } from "node:crypto";

/** Work that looks like hearing a recording and whose result is known beforehand: a function of the recording's id and
 * the chunk's number alone, whoever does it and however often. */

export const CHUNKS = 6;

export interface SyntheticChunk {
  text: string;
  /** How long decoding it takes, in milliseconds. */
  decodeMs: number;
}

export function decodeSynthetic(id: string, index: number): SyntheticChunk {
  const hash = createHash("sha256").update(`${id}:${index}`).digest();
  return { text: `${hash.toString("hex", 0, 6)} ${index}`, decodeMs: 50 + ((hash[31] as number) % 101) };
}

export function expectedText(id: string): string {
  return Array.from({ length: CHUNKS }, (_, index) => decodeSynthetic(id, index).text).join(" ");
}
