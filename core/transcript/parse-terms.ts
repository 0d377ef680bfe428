import { normalizeText } from "./normalize-text";

/** A name or a term, and how else it is heard: spelled as an engine would write that. */
export interface VocabularyTerm {
  text: string;
  soundsLike: string[];
}

export const termLimits = {
  /** Of one term, and of one way to hear it. */
  characters: 80,
  words: 4,
  soundsLike: 5,
  /** Of one submission. */
  submission: 200,
  /** Of one owner. */
  owner: 1_000,
};

export interface ParsedTerms {
  terms: VocabularyTerm[];
  /** Lines that are no term, as they were given. */
  refused: string[];
}

/** Terms out of any text: one a line, or separated by semicolons. Behind `=` stands how else it is heard, several with
 * commas between: `Kubernetes = cooper netties`. Each once; a later line of the same term adds to it. */
export function parseTerms(text: string): ParsedTerms {
  const found = new Map<string, VocabularyTerm>();
  const refused: string[] = [];
  for (const line of text.split(/[\r\n;]+/)) {
    if (line.trim() === "") continue;
    const [name = "", ...rest] = line.split("=");
    const term = normalizeTerm(name);
    const heard = rest.join("=").split(",").map(normalizeTerm);
    if (term === null) {
      refused.push(line.trim().slice(0, 200));
      continue;
    }
    const before = found.get(term);
    const soundsLike = [...(before?.soundsLike ?? []), ...heard.filter((one) => one !== null)];
    found.set(term, { text: term, soundsLike: [...new Set(soundsLike)].slice(0, termLimits.soundsLike) });
  }
  return { terms: [...found.values()], refused };
}

/** Null for what is no term: nothing that could be said, too long, or more than a few words. */
export function normalizeTerm(text: string): string | null {
  const plain = normalizeText(text.slice(0, 1_000)).replace(/\s+/gu, " ");
  const isSayable = /[\p{L}\p{N}]/u.test(plain);
  const isShort = plain.length <= termLimits.characters && plain.split(" ").length <= termLimits.words;
  return isSayable && isShort ? plain : null;
}

/** As `parseTerms` reads it. */
export function serializeTerms(terms: readonly VocabularyTerm[]): string {
  return terms
    .map(({ text, soundsLike }) => (soundsLike.length > 0 ? `${text} = ${soundsLike.join(", ")}` : text))
    .join("\n");
}
