import { normalizeText } from "@/core/transcript/normalize-text";
import type { TimedWord } from "@/core/transcript/types";
import type { ImportedLine } from "./imported-transcript";

/** A word of a service; signs stand at the word before them. */
export interface HeardWord extends TimedWord {
  speakerKey: string | null;
  /** The service begins a phrase here. */
  beginsLine?: boolean;
}

/** A line ends after a sentence once it has this many characters, and at the latest after so many. */
const wishedCharacters = 90;
const mostCharacters = 400;
const pauseMs = 1_500;

/** Lines of the words that a service heard: a new one with each speaker, phrase, long silence or whole sentence. */
export function groupWords(words: HeardWord[]): ImportedLine[] {
  const lines: ImportedLine[] = [];
  let last: HeardWord | null = null;
  for (const { beginsLine = false, ...word } of words) {
    const text = normalizeText(word.text);
    if (text === "") continue;
    const open = lines.at(-1);
    const { speakerKey, ...timed } = { ...word, text };
    const isSentence = /[.?!…。?!]["'”’)]*$/u.test(open?.text ?? "");
    const goesOn =
      open !== undefined &&
      last !== null &&
      !beginsLine &&
      open.speakerKey === speakerKey &&
      timed.startMs - last.endMs < pauseMs &&
      open.text.length < (isSentence ? wishedCharacters : mostCharacters);
    if (goesOn) {
      open.words.push(timed);
      open.text += ` ${text}`;
      open.endMs = Math.max(open.endMs, timed.endMs);
    } else {
      lines.push({ startMs: timed.startMs, endMs: timed.endMs, speakerKey, text, words: [timed] });
    }
    last = word;
  }
  return lines;
}
