const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

const windowLength = 512;

/** Letters as a reader counts them. Window by window: the segmenter takes quadratic time on a long string. The last grapheme of a window may go on
 * in the next, so it is left to that. */
export function splitGraphemes(text: string): string[] {
  const graphemes: string[] = [];
  for (let from = 0; from < text.length; ) {
    const parts = Array.from(
      segmenter.segment(text.slice(from, from + windowLength)),
      (part) => part.segment,
    );
    if (from + windowLength < text.length && parts.length > 1) parts.pop();
    for (const part of parts) {
      graphemes.push(part);
      from += part.length;
    }
  }
  return graphemes;
}

/** The segmenter is slow, and most words are ASCII. */
export function countGraphemes(text: string): number {
  return /^[\x20-\x7E]*$/.test(text) ? text.length : splitGraphemes(text).length;
}
