import type { Stepwise } from "../stepwise/stepwise";
import type { TimedWord, Word } from "../transcript/types";
import { carryWordTimes } from "./carry-word-times";

/** A line of one of the texts that a merge is made from. A machine's lines have ids of no meaning. */
export interface CarryLine {
  id: string;
  startMs: number;
  endMs: number;
  speakerId: string | null;
  text: string;
  words: readonly Word[];
}

/** A line that a merge came to. `id`: one of mine, null for a line that is new to the document. */
export interface CarriedLine {
  id: string | null;
  startMs: number;
  endMs: number;
  speakerId: string | null;
  text: string;
  words: Word[];
}

/** A word with its place: the index of its line, and whether it begins or ends that line. */
export interface FlatWord extends TimedWord {
  id: string;
  line: number;
  isFirst: boolean;
  isLast: boolean;
}

/** The words of lines, one after the other. Where a line's words do not spell its text, they are made to. */
export function* listFlatWords(lines: readonly CarryLine[]): Stepwise<FlatWord[]> {
  const flat: FlatWord[] = [];
  for (const [lineIndex, line] of lines.entries()) {
    yield;
    const words = isSpeltBy(line.words, line.text)
      ? line.words
      : carryWordTimes(line.words, line.text, line, () => "");
    words.forEach(({ id, text, startMs, endMs, confidence }, at) => {
      const isLast = at === words.length - 1;
      flat.push({ id, text, startMs, endMs, confidence, line: lineIndex, isFirst: at === 0, isLast });
    });
  }
  return flat;
}

/** Whether the words, a space between each two, are the text. */
function isSpeltBy(words: readonly Word[], text: string): boolean {
  let at = 0;
  for (const word of words) {
    if (at > 0 && text[at++] !== " ") return false;
    if (word.text === "" || !text.startsWith(word.text, at) || /\s/.test(word.text)) return false;
    at += word.text.length;
  }
  return at === text.length;
}
