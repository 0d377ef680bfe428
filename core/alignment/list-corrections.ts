import { normalizeTerm } from "../transcript/parse-terms";
import { alignWords } from "./align-words";
import { toKey } from "./carry-word-times";

export interface Correction {
  /** What stands there now, without the punctuation around it. */
  text: string;
  /** What the machine had heard. */
  heard: string;
  count: number;
  /** Where it was first. */
  startMs: number;
}

interface PlacedWord {
  text: string;
  startMs: number;
}

/** Words further apart on the clock are not the same, however alike they are. */
const driftMaxMs = 30_000;
/** Longer stretches are rewritten sentences, and no term. */
const mostWords = 4;

/** Short stretches of a text that a person has other words in than the machine heard, and that may be names or terms: the
 * commonest first, each pair once. What differs in capitals and punctuation alone, or is all numbers, is left out. */
export function listCorrections(
  machine: readonly PlacedWord[],
  present: readonly PlacedWord[],
): Correction[] {
  const matches = alignWords(machine, present, { driftMaxMs });
  const found = new Map<string, Correction>();
  let [from, to] = [0, 0];
  for (const [nextFrom, nextTo] of [...matches, [machine.length, present.length] as const]) {
    const heardWords = machine.slice(from, nextFrom);
    const words = present.slice(to, nextTo);
    const startMs = words[0]?.startMs ?? 0;
    [from, to] = [nextFrom + 1, nextTo + 1];
    if (heardWords.length === 0 || words.length === 0) continue;
    if (heardWords.length > mostWords || words.length > mostWords) continue;
    const [text, heard] = [toTerm(words), toTerm(heardWords)];
    if (!text || !heard || !/\p{L}{2}/u.test(text) || toKey(text) === toKey(heard)) continue;
    const key = `${text}\n${heard.toLowerCase()}`;
    const known = found.get(key);
    if (known) known.count += 1;
    else found.set(key, { text, heard: heard.toLowerCase(), count: 1, startMs });
  }
  return [...found.values()].sort((a, b) => b.count - a.count || a.startMs - b.startMs);
}

function toTerm(words: readonly PlacedWord[]): string | null {
  const text = words.map((word) => word.text).join(" ");
  return normalizeTerm(text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}+#]+$/gu, ""));
}
