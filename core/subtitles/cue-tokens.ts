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
  const tokens: CueToken[] = [];
  for (const word of words) pushToken(tokens, word, lineCharacters);
  return tokens;
}

type Timed = Pick<CueToken, "text" | "startMs" | "endMs">;

function hasUsableTimes(segment: Segment, text: string): boolean {
  const { words } = segment;
  let at = 0;
  for (const [index, word] of words.entries()) {
    const token = normalizeText(word.text);
    if (index > 0 && text[at++] !== " ") return false;
    if (!text.startsWith(token, at)) return false;
    at += token.length;
  }
  if (at !== text.length) return false;
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

function pushToken(tokens: CueToken[], word: Timed, lineCharacters: number): void {
  const text = normalizeText(word.text);
  const length = countGraphemes(text);
  const { startMs, endMs } = word;
  if (length <= lineCharacters) {
    tokens.push({ text, length, startMs, endMs, glued: false });
    return;
  }
  const graphemes = splitGraphemes(text);
  const at = (index: number) => Math.round(startMs + ((endMs - startMs) * index) / length);
  for (let from = 0; from < length; from += lineCharacters) {
    const to = Math.min(length, from + lineCharacters);
    const piece = graphemes.slice(from, to).join("");
    tokens.push({ text: piece, length: to - from, startMs: at(from), endMs: at(to), glued: from > 0 });
  }
}
