import { alignUnits } from "./align-units";
import { findTextUnit, splitPlain, splitUnits, type TextUnit } from "./text-units";

/** What was said, what was heard, how often, and where. */
export interface Confusion {
  /** Null: there was nothing to be heard. */
  reference: string | null;
  /** Null: it was left out. */
  heard: string | null;
  count: number;
  /** Of the first few, in order; empty where no word near it has a time. */
  placesMs: number[];
}

export interface ReferenceComparison {
  unit: TextUnit;
  /** Units of the reference. */
  words: number;
  substitutions: number;
  insertions: number;
  deletions: number;
  /** Errors for each unit of the reference; an empty reference counts as one. */
  wer: number;
  /** The commonest first. */
  confusions: Confusion[];
}

export const mostConfusions = 50;
const mostPlaces = 5;

interface HeardWord {
  text: string;
  startMs: number | null;
}

interface CompareInput {
  reference: string;
  words: readonly HeardWord[];
  /** BCP 47 primary tag; null where nobody knows. */
  language: string | null;
}

/** What a machine heard against what was said: counts as `wordErrorRate` has them, and which words it took for which. */
export function compareWithReference({ reference, words, language }: CompareInput): ReferenceComparison {
  const unit = findTextUnit(reference);
  const said = splitUnits(reference, unit, language);
  const heard = splitUnits(words.map(({ text }) => text).join(" "), unit, language);
  const times = findTimes(heard, words, unit);
  const counts = { substitutions: 0, insertions: 0, deletions: 0 };
  const confusions = new Map<string, Confusion>();
  let lastMs: number | null = null;
  for (const pair of alignUnits(said, heard)) {
    const from = pair.reference === null ? null : (said[pair.reference] as string);
    const to = pair.heard === null ? null : (heard[pair.heard] as string);
    lastMs = (pair.heard === null ? null : times[pair.heard]) ?? lastMs;
    if (from === to) continue;
    if (from === null) counts.insertions += 1;
    else if (to === null) counts.deletions += 1;
    else counts.substitutions += 1;
    // No word has a space or a line break in it.
    const key = `${from ?? ""}\n${to ?? ""}`;
    const known = confusions.get(key) ?? { reference: from, heard: to, count: 0, placesMs: [] };
    confusions.set(key, known);
    known.count += 1;
    if (lastMs !== null && known.placesMs.length < mostPlaces && known.placesMs.at(-1) !== lastMs)
      known.placesMs.push(lastMs);
  }
  const errors = counts.substitutions + counts.insertions + counts.deletions;
  return {
    unit,
    words: said.length,
    ...counts,
    wer: errors / Math.max(1, said.length),
    confusions: [...confusions.values()].sort((a, b) => b.count - a.count).slice(0, mostConfusions),
  };
}

/** When each unit was heard. The normaliser may make several words one and one several: the units are laid along the
 * bare words, which have times, and take those of the words that they fall on. */
function findTimes(units: readonly string[], words: readonly HeardWord[], unit: TextUnit): (number | null)[] {
  const bare: string[] = [];
  const starts: (number | null)[] = [];
  for (const { text, startMs } of words) {
    for (const piece of splitPlain(text, unit)) {
      bare.push(piece);
      starts.push(startMs);
    }
  }
  const times = new Array<number | null>(units.length).fill(null);
  let lastMs: number | null = null;
  for (const pair of alignUnits(units, bare)) {
    lastMs = (pair.heard === null ? null : (starts[pair.heard] ?? null)) ?? lastMs;
    if (pair.reference !== null) times[pair.reference] = lastMs;
  }
  return times;
}
