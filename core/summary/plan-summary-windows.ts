import type { ChapterRange, SummarySentence } from "./types";

/** Sentences [fromSentence, toSentence) that a model is asked about at once. */
export type SummaryWindow = { index: number; fromSentence: number; toSentence: number };

/** Of a sentence in JSON, its number and its speaker. */
const bytesAround = 45;

/** Windows of whole chapters as far as they fit, so that a model sees a subject as a whole; a chapter that does not fit
 * is parted between sentences. They cover all sentences in order.
 * @param maxBytes of the sentences of a window, in UTF-8; a single sentence may be longer */
export function planSummaryWindows(
  sentences: readonly SummarySentence[],
  chapters: readonly ChapterRange[],
  maxBytes: number,
): SummaryWindow[] {
  const encoder = new TextEncoder();
  const sizes = sentences.map(({ text }) => encoder.encode(text).length + bytesAround);
  const windows: SummaryWindow[] = [];
  let [from, size] = [0, 0];
  const close = (to: number) => {
    if (to > from) windows.push({ index: windows.length, fromSentence: from, toSentence: to });
    [from, size] = [to, 0];
  };
  for (const { firstSentence, sentenceCount } of chapters) {
    const within = sizes.slice(firstSentence, firstSentence + sentenceCount);
    const whole = within.reduce((sum, each) => sum + each, 0);
    if (size > 0 && size + whole > maxBytes) close(firstSentence);
    for (const [at, each] of within.entries()) {
      if (size > 0 && size + each > maxBytes) close(firstSentence + at);
      size += each;
    }
  }
  close(sentences.length);
  return windows;
}
