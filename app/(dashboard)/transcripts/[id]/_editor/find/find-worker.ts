import {
  type FindQuery,
  FindQueryInvalid,
  findMatches,
  replaceMatches,
} from "@/core/transcript/find-matches";

export interface FindRequest {
  lines: readonly string[];
  query: FindQuery;
  /** Null: only look. */
  replacement: string | null;
}

export type FindAnswer =
  | { kind: "found"; places: Int32Array; changes: { line: number; text: string }[] }
  | { kind: "invalid"; sentence: string };

/** A regular expression may take for ever; here it can be ended without the page noticing. */
self.onmessage = ({ data }: MessageEvent<FindRequest>) => {
  self.postMessage(answer(data));
};

function answer({ lines, query, replacement }: FindRequest): FindAnswer {
  try {
    const { places } = replacement === null ? findMatches(lines, query) : { places: new Int32Array() };
    const changes = replacement === null ? [] : replaceMatches(lines, query, replacement);
    return { kind: "found", places, changes };
  } catch (error) {
    if (error instanceof FindQueryInvalid) return { kind: "invalid", sentence: error.message };
    // Too many matches for the memory, too deep a recursion.
    return { kind: "invalid", sentence: "This expression is too much to carry out. Make it simpler." };
  }
}
