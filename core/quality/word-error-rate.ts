import { normalizeEnglish } from "./normalize-english";

export interface WordErrors {
  substitutions: number;
  insertions: number;
  deletions: number;
  /** All three. */
  errors: number;
  /** Words of the reference. */
  words: number;
  /** Errors for each word of the reference; above 1 where more was heard than said. An empty reference counts as
   * one word. */
  wer: number;
}

/** Word error rate of two English texts, both normalised first. Levenshtein distance over words; among equally
 * cheap alignments the one with most substitutions counts. Time grows with the product of the lengths. */
export function wordErrorRate(referenceText: string, hypothesisText: string): WordErrors {
  const reference = splitWords(normalizeEnglish(referenceText));
  const hypothesis = splitWords(normalizeEnglish(hypothesisText));
  const width = hypothesis.length + 1;
  let errors = Uint32Array.from({ length: width }, (_, at) => at);
  let substitutions = new Uint32Array(width);
  for (const word of reference) {
    const nextErrors = new Uint32Array(width);
    const nextSubstitutions = new Uint32Array(width);
    nextErrors[0] = (errors[0] ?? 0) + 1;
    for (let at = 1; at < width; at++) {
      const differs = word === hypothesis[at - 1] ? 0 : 1;
      let least = (errors[at - 1] ?? 0) + differs;
      let substituted = (substitutions[at - 1] ?? 0) + differs;
      for (const [count, so] of [
        [(errors[at] ?? 0) + 1, substitutions[at] ?? 0],
        [(nextErrors[at - 1] ?? 0) + 1, nextSubstitutions[at - 1] ?? 0],
      ] as const) {
        if (count > least || (count === least && so <= substituted)) continue;
        least = count;
        substituted = so;
      }
      nextErrors[at] = least;
      nextSubstitutions[at] = substituted;
    }
    errors = nextErrors;
    substitutions = nextSubstitutions;
  }
  const total = errors.at(-1) ?? 0;
  const substituted = substitutions.at(-1) ?? 0;
  // What is not substituted was inserted or left out, and the difference of the lengths tells the two apart.
  const surplus = hypothesis.length - reference.length;
  const insertions = (total - substituted + surplus) / 2;
  return {
    substitutions: substituted,
    insertions,
    deletions: insertions - surplus,
    errors: total,
    words: reference.length,
    wer: total / Math.max(1, reference.length),
  };
}

function splitWords(text: string): string[] {
  return text.split(" ").filter((word) => word.length > 0);
}
