import { carryWordTimes, fitWordTimes } from "@/core/alignment/carry-word-times";
import type { DocumentSegment } from "./document-change";
import { EditRefused } from "./edit-command";
import type { Word } from "./types";

/** Scripts that are written without spaces: a place between two of their letters is a place between words. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
/** Marks and joiners belong to the letter before them. */
const continues = /^(?:\p{M}|\u200D)/u;

interface Halves {
  left: { text: string; endMs: number; words: Word[] };
  right: { text: string; startMs: number; words: Word[] };
}

/** Cuts a line in two; words keep their ids and times. `joinSegments` of the halves is the line again.
 * @throws EditRefused impossible */
export function splitSegment(segment: DocumentSegment, at: number, newId: () => string): Halves {
  const { text, words, startMs, endMs } = segment;
  if (!words) throw new EditRefused("impossible", "The words of this line are not loaded yet.");
  const cut = findCut(text, at);
  const leftText = text.slice(0, cut).replace(/ +$/, "");
  const rightText = text.slice(cut).replace(/^ +/, "");
  if (leftText === "" || rightText === "") {
    throw new EditRefused("impossible", "A line is split between two of its words.");
  }
  const leftTokens = listTokens(leftText);
  const rightTokens = listTokens(rightText);
  const isBetweenWords = leftText.length < cut || text.length - cut > rightText.length;
  const tokens = leftTokens.length + rightTokens.length - (isBetweenWords ? 0 : 1);

  if (words.length === tokens && isBetweenWords) {
    return toHalves(
      leftText,
      rightText,
      words.slice(0, leftTokens.length),
      words.slice(leftTokens.length),
      segment,
    );
  }
  if (words.length === tokens) {
    // Within a word of a script without spaces: its time is shared by length.
    const index = leftTokens.length - 1;
    const word = words[index] as Word;
    const head = leftTokens[index] as string;
    const middleMs =
      word.startMs + Math.round(((word.endMs - word.startMs) * head.length) / Math.max(1, word.text.length));
    const before = [...words.slice(0, index), { ...word, text: head, endMs: middleMs }];
    const after = [
      { ...word, id: newId(), text: rightTokens[0] as string, startMs: middleMs },
      ...words.slice(index + 1),
    ];
    return toHalves(leftText, rightText, before, after, segment);
  }
  // Words that do not stand for the text (another program wrote them): aligned anew, cut by their number.
  const aligned = carryWordTimes(words, `${leftText} ${rightText}`, { startMs, endMs }, newId);
  return toHalves(
    leftText,
    rightText,
    aligned.slice(0, leftTokens.length),
    aligned.slice(leftTokens.length),
    segment,
  );
}

function toHalves(
  leftText: string,
  rightText: string,
  left: readonly Word[],
  right: readonly Word[],
  { startMs, endMs }: DocumentSegment,
): Halves {
  const clamp = (ms: number) => Math.min(endMs, Math.max(startMs, ms));
  const leftEndMs = clamp(left.at(-1)?.endMs ?? startMs);
  const rightStartMs = Math.max(leftEndMs, clamp(right[0]?.startMs ?? leftEndMs));
  return {
    left: { text: leftText, endMs: leftEndMs, words: [...left] },
    right: { text: rightText, startMs: rightStartMs, words: [...right] },
  };
}

/** The offset itself between two words, else the nearer end of the word it is in. */
function findCut(text: string, at: number): number {
  let cut = Math.min(text.length, Math.max(0, Math.trunc(at)));
  while (cut > 0 && cut < text.length && (isLowSurrogate(text, cut) || continues.test(text.slice(cut))))
    cut--;
  const before = text.slice(0, cut);
  const after = text.slice(cut);
  // Only at the plain space: that is what joins two lines again.
  if (before === "" || after === "" || before.endsWith(" ") || after.startsWith(" ")) return cut;
  if (isUnspacedBoundary(before, after)) return cut;
  const wordStart = before.search(/[^ ]+$/);
  const wordEnd = cut + (after.match(/^[^ ]+/)?.[0].length ?? 0);
  const nearer = cut - wordStart <= wordEnd - cut ? wordStart : wordEnd;
  // A word at an end of the line has only one end to cut at.
  if (text.slice(0, nearer).trim() === "") return wordEnd;
  return text.slice(nearer).trim() === "" ? wordStart : nearer;
}

function isLowSurrogate(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff;
}

function isUnspacedBoundary(before: string, after: string): boolean {
  return unspaced.test(lastCharacter(before)) && unspaced.test(firstCharacter(after));
}

const firstCharacter = (text: string) => String.fromCodePoint(text.codePointAt(0) ?? 0x20);
function lastCharacter(text: string): string {
  const from = text.length >= 2 && isLowSurrogate(text, text.length - 1) ? text.length - 2 : text.length - 1;
  return firstCharacter(text.slice(Math.max(0, from)));
}

function listTokens(text: string): string[] {
  return text.split(/\s+/).filter((token) => token !== "");
}

/** Text and words of a line with those of the next at its end. Scripts without spaces are joined without one.
 * @throws EditRefused impossible */
export function joinSegments(
  left: DocumentSegment,
  right: DocumentSegment,
): Pick<DocumentSegment, "text" | "words" | "startMs" | "endMs"> {
  const startMs = Math.min(left.startMs, right.startMs);
  const endMs = Math.max(left.endMs, right.endMs);
  if (!left.words || !right.words) {
    throw new EditRefused("impossible", "The words of these lines are not loaded yet.");
  }
  // Lines may overlap; the words of one line do not.
  const inside = (words: readonly Word[]) => fitWordTimes(words, { startMs, endMs });
  if (left.text === "" || right.text === "") {
    return { text: left.text || right.text, words: inside([...left.words, ...right.words]), startMs, endMs };
  }
  if (!isUnspacedBoundary(left.text, right.text)) {
    const words = inside([...left.words, ...right.words]);
    return { text: `${left.text} ${right.text}`, words, startMs, endMs };
  }
  const last = left.words.at(-1);
  const first = right.words[0];
  const words =
    last && first
      ? [
          ...left.words.slice(0, -1),
          { ...last, text: last.text + first.text, endMs: Math.max(last.endMs, first.endMs) },
          ...right.words.slice(1),
        ]
      : [...left.words, ...right.words];
  return { text: left.text + right.text, words: inside(words), startMs, endMs };
}
