import type { Word } from "../transcript/types";
import { diffTokens } from "./diff-tokens";

export interface TimeSpan {
  startMs: number;
  endMs: number;
}

/** Words of an edited text. A word that stayed, be it with other capitals or punctuation, keeps its id, times and
 * confidence; new words get an id of `newId`, no confidence, and share the hole they fill by their length in
 * characters. Where words were replaced, the hole is what those took up; where words were only added, it is the
 * pause there, which may be empty. All times lie within `segment`, ordered and not overlapping; times of `before`
 * that break this are bent to it. */
export function carryWordTimes(
  before: readonly Word[],
  afterText: string,
  segment: TimeSpan,
  newId: () => string,
): Word[] {
  const texts = afterText.split(/\s+/).filter((text) => text.length > 0);
  const old = fitWordTimes(before, segment);
  const kept = matchWords(old, texts);
  const words: Word[] = [];
  for (let at = 0; at < texts.length; ) {
    const from = kept.get(at);
    if (from !== undefined) {
      words.push({ ...(old[from] as Word), text: texts[at] as string });
      at++;
      continue;
    }
    let end = at;
    while (end < texts.length && !kept.has(end)) end++;
    const lastKept = at === 0 ? -1 : (kept.get(at - 1) as number);
    const nextKept = end === texts.length ? old.length : (kept.get(end) as number);
    const hole = findHole(old, lastKept, nextKept, segment);
    words.push(...fillHole(texts.slice(at, end), hole, newId));
    at = end;
  }
  return words;
}

/** Indexes of words that stayed, by those of the texts. What begins and ends as it was is not looked at closely: of a long
 * line that is nearly all, with every key typed. */
function matchWords(old: readonly Word[], texts: readonly string[]): Map<number, number> {
  const most = Math.min(old.length, texts.length);
  let head = 0;
  while (head < most && old[head]?.text === texts[head]) head++;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail)?.text === texts.at(-1 - tail)) tail++;
  const kept = new Map<number, number>();
  for (let at = 0; at < head; at++) kept.set(at, at);
  const middle = diffTokens(
    old.slice(head, old.length - tail).map((word) => toKey(word.text)),
    texts.slice(head, texts.length - tail).map(toKey),
  );
  for (const [from, to] of middle) kept.set(to + head, from + head);
  for (let at = tail; at > 0; at--) kept.set(texts.length - at, old.length - at);
  return kept;
}

/** Capitals and punctuation do not make another word; a token of nothing else stands for itself. */
export function toKey(text: string): string {
  const spoken = text
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, "");
  return spoken || text;
}

/** The words with their times bent into a segment: ordered, not overlapping, none outside. */
export function fitWordTimes(words: readonly Word[], { startMs, endMs }: TimeSpan): Word[] {
  let previousEndMs = startMs;
  return words.map((word) => {
    const start = Math.min(endMs, Math.max(previousEndMs, word.startMs));
    const end = Math.min(endMs, Math.max(start, word.endMs));
    previousEndMs = end;
    return { ...word, startMs: start, endMs: end };
  });
}

function findHole(old: Word[], lastKept: number, nextKept: number, segment: TimeSpan): TimeSpan {
  const removed = old.slice(lastKept + 1, nextKept);
  const first = removed[0];
  const last = removed.at(-1);
  if (first && last && last.endMs > first.startMs) return { startMs: first.startMs, endMs: last.endMs };
  return {
    startMs: old[lastKept]?.endMs ?? segment.startMs,
    endMs: old[nextKept]?.startMs ?? segment.endMs,
  };
}

function fillHole(texts: string[], hole: TimeSpan, newId: () => string): Word[] {
  const total = texts.reduce((sum, text) => sum + text.length, 0);
  const timeAt = (chars: number) => hole.startMs + Math.round(((hole.endMs - hole.startMs) * chars) / total);
  let chars = 0;
  return texts.map((text) => {
    const startMs = timeAt(chars);
    chars += text.length;
    return { id: newId(), text, startMs, endMs: timeAt(chars), confidence: null };
  });
}
