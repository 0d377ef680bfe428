import { bareText, type RuleWord } from "./rule-word";
import { splitSigns } from "./split-signs";
import type { GlossaryTerm } from "./types";

/** Writes the terms of a glossary as it has them where they, or what they are heard as, stand word for word. */
export function applyTerms(words: readonly RuleWord[], glossary: readonly GlossaryTerm[]): RuleWord[] {
  const spellings = new Map<string, { bares: string[]; term: string }[]>();
  for (const { text, soundsLike } of glossary) {
    for (const spelling of [text, ...soundsLike]) {
      const bares = spelling
        .split(/\s+/u)
        .filter(Boolean)
        .map((word) => bareText({ text: word }));
      if (bares[0])
        spellings.set(bares[0], [...(spellings.get(bares[0]) ?? []), { bares, term: text.trim() }]);
    }
  }
  if (spellings.size === 0) return [...words];
  for (const list of spellings.values()) list.sort((a, b) => b.bares.length - a.bares.length);
  const written: RuleWord[] = [];
  for (let at = 0; at < words.length; ) {
    const word = words[at] as RuleWord;
    const match = spellings.get(bareText(word))?.find(({ bares }) => isWritten(words, at, bares));
    if (!match) {
      written.push(word);
      at++;
      continue;
    }
    for (const token of writeTerm(words.slice(at, at + match.bares.length), match.term.split(/\s+/u)))
      written.push(token);
    at += match.bares.length;
  }
  return written;
}

/** No punctuation parts the words of a term. */
function isWritten(words: readonly RuleWord[], at: number, bares: readonly string[]): boolean {
  return bares.every((bare, by) => {
    const word = words[at + by];
    if (!word || bareText(word) !== bare || word.speaker !== words[at]?.speaker) return false;
    const { lead, trail } = splitSigns(word.text);
    return (by === 0 || lead === "") && (by === bares.length - 1 || trail === "");
  });
}

function writeTerm(heard: readonly RuleWord[], term: readonly string[]): RuleWord[] {
  const [first, last] = [heard[0] as RuleWord, heard.at(-1) as RuleWord];
  const texts = [...term];
  texts[0] = splitSigns(first.text).lead + texts[0];
  texts[texts.length - 1] = (texts.at(-1) as string) + splitSigns(last.text).trail;
  if (texts.length === heard.length) {
    return heard.map((word, at) => ({ ...word, text: texts[at] as string }));
  }
  const whole = { ...first, wordCount: last.firstWord + last.wordCount - first.firstWord, endMs: last.endMs };
  // Another number of words: the first one takes them all, the others are inserted behind it.
  return texts.map((text, at) =>
    at === 0
      ? { ...whole, text }
      : { ...whole, text, firstWord: whole.firstWord + whole.wordCount, wordCount: 0, startMs: whole.endMs },
  );
}
