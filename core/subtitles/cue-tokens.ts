import { normalizeText } from "@/core/transcript/normalize-text";
import type { Segment } from "@/core/transcript/types";
import { countGraphemes, splitGraphemes } from "./graphemes";

/** What a cue is laid out from: a word, or a piece of one that is longer than a line. */
export interface CueToken {
  text: string;
  /** As a reader counts: graphemes. */
  length: number;
  startMs: number;
  endMs: number;
  /** No space stands before it. */
  glued: boolean;
}

/** The tokens of a segment with the times of its words; where the words are not those of the text, or have no
 * times, the text is spread over the segment by characters. */
export function deriveCueTokens(segment: Segment, lineCharacters: number): CueToken[] {
  const text = normalizeText(segment.text);
  if (text === "") return [];
  const words = hasUsableTimes(segment, text) ? segment.words : spreadByCharacters(text, segment);
  return words.flatMap((word) => cutToken(word, lineCharacters));
}

type Timed = Pick<CueToken, "text" | "startMs" | "endMs">;

function hasUsableTimes(segment: Segment, text: string): boolean {
  const { words } = segment;
  if (words.map((word) => normalizeText(word.text)).join(" ") !== text) return false;
  const ordered = words.every((word, index) => {
    return word.endMs >= word.startMs && word.startMs >= (words[index - 1]?.startMs ?? 0);
  });
  return ordered && words.some((word) => word.endMs > word.startMs);
}

function spreadByCharacters(text: string, { startMs, endMs }: Segment): Timed[] {
  const tokens = text.split(/ +/);
  const total = tokens.reduce((sum, token) => sum + countGraphemes(token) + 1, 0);
  const at = (characters: number) => Math.round(startMs + ((endMs - startMs) * characters) / total);
  let done = 0;
  return tokens.map((token) => {
    const from = done;
    done += countGraphemes(token) + 1;
    return { text: token, startMs: at(from), endMs: at(done) };
  });
}

function cutToken(word: Timed, lineCharacters: number): CueToken[] {
  const text = normalizeText(word.text);
  const length = countGraphemes(text);
  if (length <= lineCharacters) return [{ ...word, text, length, glued: false }];
  const graphemes = splitGraphemes(text);
  const at = (index: number) => Math.round(word.startMs + ((word.endMs - word.startMs) * index) / length);
  const pieces: CueToken[] = [];
  for (let from = 0; from < length; from += lineCharacters) {
    const to = Math.min(length, from + lineCharacters);
    pieces.push({
      text: graphemes.slice(from, to).join(""),
      length: to - from,
      startMs: at(from),
      endMs: at(to),
      glued: from > 0,
    });
  }
  return pieces;
}
