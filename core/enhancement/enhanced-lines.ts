import type { Stepwise } from "../stepwise/stepwise";
import { closeSegment, segmentWordsInSteps, type WordSegment } from "../transcript/segment-words";
import type { TimedWord } from "../transcript/types";
import type { EnhancedParagraph, EnhancedToken, MachineWord } from "./types";

/** A word of a machine with how sure it was. */
export type HeardWord = MachineWord & { confidence: number | null };

/** Lines of an enhanced text as a document has them: each word with the times of what it stands for. A paragraph begins
 * a line, and so does another speaker. */
export function* toEnhancedLinesInSteps(
  words: readonly HeardWord[],
  paragraphs: readonly EnhancedParagraph[],
): Stepwise<WordSegment[]> {
  const lines: WordSegment[] = [];
  let lastEndMs = 0;
  for (const { tokens } of paragraphs) {
    let open: TimedWord[] = [];
    let speaker: string | null = null;
    const close = function* () {
      for (const line of open.length > 0 ? yield* segmentWordsInSteps(open) : []) lines.push(line);
      open = [];
    };
    for (const token of tokens) {
      yield;
      const spoken = placeToken(words, token, lastEndMs);
      if (spoken.length === 0) continue;
      const speaks = words[Math.min(token.firstWord, words.length - 1)]?.speaker ?? null;
      if (open.length > 0 && speaks !== speaker) yield* close();
      speaker = speaks;
      open.push(...spoken);
      lastEndMs = Math.max(lastEndMs, ...spoken.map(({ endMs }) => endMs));
    }
    yield* close();
  }
  return lines.map(({ words: timed }) => closeSegment(timed));
}

/** A token as words without spaces, which share its time by their length. */
function placeToken(
  words: readonly HeardWord[],
  { text, firstWord, wordCount }: EnhancedToken,
  lastEndMs: number,
): TimedWord[] {
  const parts = text.split(/\s+/u).filter((part) => part !== "");
  if (parts.length === 0) return [];
  const of = words.slice(firstWord, firstWord + wordCount);
  const first = of[0];
  const last = of.at(-1);
  // Inserted: it takes no time, between its neighbours.
  const startMs = first ? first.startMs : Math.min(lastEndMs, words[firstWord]?.startMs ?? lastEndMs);
  const endMs = Math.max(startMs, last?.endMs ?? startMs);
  const heard = of.flatMap(({ confidence }) => (confidence === null ? [] : [confidence]));
  const confidence = heard.length > 0 && heard.length === of.length ? Math.min(...heard) : null;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  let passed = 0;
  return parts.map((part) => {
    const at = (letters: number) => Math.round(startMs + ((endMs - startMs) * letters) / length);
    const from = at(passed);
    passed += part.length;
    return { text: part, startMs: from, endMs: at(passed), confidence };
  });
}
