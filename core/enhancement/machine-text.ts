import type { EnhancedParagraph, MachineWord } from "./types";

/** Words as a text, a blank line where another speaker begins. */
export function serializeWords(words: readonly MachineWord[]): string {
  let text = "";
  words.forEach((word, at) => {
    const before = words[at - 1];
    if (before) text += before.speaker === word.speaker ? " " : "\n\n";
    text += word.text;
  });
  return text;
}

/** As the machine has them: the words [fromWord, toWord) of the whole, a paragraph for each turn of a speaker. */
export function keepWords(
  words: readonly MachineWord[],
  fromWord: number,
  toWord: number,
): EnhancedParagraph[] {
  const paragraphs: EnhancedParagraph[] = [];
  for (let at = fromWord; at < toWord; at++) {
    const word = words[at] as MachineWord;
    const isNew = at === fromWord || words[at - 1]?.speaker !== word.speaker;
    if (isNew) paragraphs.push({ tokens: [] });
    paragraphs.at(-1)?.tokens.push({ text: word.text, firstWord: at, wordCount: 1 });
  }
  return paragraphs;
}

/** Of a window that begins at `byWords` of the whole. */
export function shiftParagraphs(
  paragraphs: readonly EnhancedParagraph[],
  byWords: number,
): EnhancedParagraph[] {
  return paragraphs.map(({ tokens }) => ({
    tokens: tokens.map((token) => ({ ...token, firstWord: token.firstWord + byWords })),
  }));
}

/** The paragraphs of windows, one after the other. A window that was cut within what one speaker says goes on in the
 * paragraph of the one before, where that does not end a sentence. */
export function joinWindows(
  words: readonly MachineWord[],
  windows: readonly (readonly EnhancedParagraph[])[],
): EnhancedParagraph[] {
  const joined: EnhancedParagraph[] = [];
  for (const window of windows) {
    window.forEach((paragraph, at) => {
      if (paragraph.tokens.length === 0) return;
      const last = joined.at(-1);
      if (at === 0 && last && goesOn(words, last, paragraph)) last.tokens.push(...paragraph.tokens);
      else joined.push({ tokens: [...paragraph.tokens] });
    });
  }
  return joined;
}

const sentenceEnd = /[.?!…]["'”’»)\]]*$/u;

function goesOn(words: readonly MachineWord[], before: EnhancedParagraph, after: EnhancedParagraph): boolean {
  const last = before.tokens.at(-1);
  const first = after.tokens[0];
  if (!last || !first || sentenceEnd.test(last.text)) return false;
  const lastWord = words[Math.max(0, last.firstWord + last.wordCount - 1)];
  return lastWord?.speaker === words[first.firstWord]?.speaker;
}
