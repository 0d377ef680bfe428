import type { SummaryLine, SummarySentence, SummaryWord } from "./types";

/** A silence this long parts sentences of a text that has no marks, and one that long parts paragraphs. */
const sentencePauseMs = 700;
const paragraphPauseMs = 2_500;
/** A sentence of a text without marks is not cut off below, and always above. */
const fewestWords = 6;
const mostWords = 60;

const endMark = /[.!?…。！？।؟]["”’»)\]]*$/u;
const otherEnd = /[!?…。！？।؟]["”’»)\]]*$/u;
const abbreviation =
  /^["“(]*(?:\p{Lu}|(?:mr|mrs|ms|dr|prof|st|vs|etc|approx|dept|no|fig|e\.g|i\.e|z\.b|d\.h|bzw|ca|nr|usw|sr|sra|mme|mlle))\.$/iu;
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/** The sentences of a document, in order and without holes: they end at marks, at another speaker, and where marks are
 * missing at silences. Words without letters or digits belong to the sentence that they stand in. */
export function readSentences(lines: readonly SummaryLine[]): SummarySentence[] {
  const sentences: SummarySentence[] = [];
  let open: { words: SummaryWord[]; speaker: string | null } = { words: [], speaker: null };
  let nextWord = 0;
  let lastEndMs: number | null = null;
  let lastSpeaker: string | null = null;

  function close() {
    const { words, speaker } = open;
    const [first] = words;
    if (!first) return;
    const startMs = first.startMs;
    const endMs = words.reduce((end, word) => Math.max(end, word.endMs), startMs);
    const opensParagraph =
      lastEndMs === null || speaker !== lastSpeaker || startMs - lastEndMs >= paragraphPauseMs;
    sentences.push({
      ...{ index: sentences.length, firstWord: nextWord, wordCount: words.length, startMs, endMs, speaker },
      ...{ text: joinWords(words.map(({ text }) => text)), opensParagraph },
    });
    nextWord += words.length;
    [lastEndMs, lastSpeaker] = [endMs, speaker];
    open = { words: [], speaker };
  }

  for (const { speaker, words } of lines) {
    if (speaker !== open.speaker) close();
    open.speaker = speaker;
    for (const [at, word] of words.entries()) {
      const before = open.words.at(-1);
      const pauseMs = before ? word.startMs - before.endMs : 0;
      if (pauseMs >= paragraphPauseMs || (pauseMs >= sentencePauseMs && open.words.length >= fewestWords))
        close();
      open.words.push(word);
      if (endsSentence(word.text, words[at + 1]?.text) || open.words.length >= mostWords) close();
    }
  }
  close();
  return sentences;
}

function endsSentence(text: string, next: string | undefined): boolean {
  if (!endMark.test(text)) return false;
  if (otherEnd.test(text)) return true;
  if (abbreviation.test(text)) return false;
  return next === undefined || !/^["“(]*\p{Ll}/u.test(next);
}

/** Words as a text; no spaces where the script has none. */
export function joinWords(words: readonly string[]): string {
  const spaced = words.filter((word) => word !== "").join(" ");
  if (!unspaced.test(spaced)) return spaced;
  let text = "";
  for (const word of words) {
    if (word === "") continue;
    const [last, first] = [text.at(-1), [...word][0] ?? ""];
    const isSpaced = last !== undefined && !(unspaced.test(last) || unspaced.test(first));
    text += isSpaced ? ` ${word}` : word;
  }
  return text;
}
