import type { ChapterRange, SummaryChapter, SummarySentence, SummarySource } from "./types";

const longestQuote = 400;

/** Sentences as places of a document: runs of neighbours of one speaker are one place. */
export function citeSentences(
  sentences: readonly SummarySentence[],
  indexes: readonly number[],
): SummarySource[] {
  const sources: SummarySource[] = [];
  let last: SummarySentence | null = null;
  for (const index of [...new Set(indexes)].sort((a, b) => a - b)) {
    const sentence = sentences[index];
    if (!sentence) continue;
    const source = sources.at(-1);
    if (source && last?.index === index - 1 && last.speaker === sentence.speaker) {
      source.wordCount += sentence.wordCount;
      source.endMs = Math.max(source.endMs, sentence.endMs);
      source.quote = `${source.quote} ${sentence.text}`.slice(0, longestQuote);
    } else {
      const { firstWord, wordCount, startMs, endMs, text } = sentence;
      sources.push({ firstWord, wordCount, startMs, endMs, quote: text.slice(0, longestQuote) });
    }
    last = sentence;
  }
  return sources;
}

/** Chapters as places of a document. */
export function citeChapters(
  sentences: readonly SummarySentence[],
  chapters: readonly ChapterRange[],
  titles: readonly string[],
): SummaryChapter[] {
  return chapters.map(({ firstSentence, sentenceCount }, at) => {
    const within = sentences.slice(firstSentence, firstSentence + sentenceCount);
    const startMs = within[0]?.startMs ?? 0;
    return {
      title: titles[at] ?? "",
      firstWord: within[0]?.firstWord ?? 0,
      wordCount: within.reduce((sum, { wordCount }) => sum + wordCount, 0),
      startMs,
      endMs: within.reduce((end, sentence) => Math.max(end, sentence.endMs), startMs),
    };
  });
}
