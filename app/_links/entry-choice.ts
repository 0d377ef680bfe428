import type { LinkEntry } from "@/server/submissions/schema";

/** Places of the entries that are chosen. */
export type Chosen = ReadonlySet<number>;

/** Up to that many are chosen at once from the start: a short playlist is mostly wanted whole, a channel never. */
const mostChosenAtFirst = 50;

export const canChoose = (entry: LinkEntry | undefined) => entry !== undefined && entry.reason === null;

/** All of a short list but what is there already; nothing of a long one. */
export function chooseAtFirst(entries: readonly LinkEntry[]): Chosen {
  if (entries.length > mostChosenAtFirst) return new Set();
  return new Set(entries.flatMap((entry, index) => (canChoose(entry) && !entry.isKnown ? [index] : [])));
}

/** Places of the entries whose titles hold every word, whatever its case and accents. */
export function filterEntries(entries: readonly LinkEntry[], text: string): number[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  return entries.flatMap((entry, index) => {
    const title = fold(entry.title);
    return words.every((word) => title.includes(word)) ? [index] : [];
  });
}

const fold = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** With these places chosen or not; what cannot be fetched is never chosen. */
export function setChosen(
  entries: readonly LinkEntry[],
  chosen: Chosen,
  indexes: readonly number[],
  isOn: boolean,
): Chosen {
  const next = new Set(chosen);
  for (const index of indexes) {
    if (!isOn) next.delete(index);
    else if (canChoose(entries[index])) next.add(index);
  }
  return next;
}

/** The rows from one to the other as they are shown, both included. */
export function listRange(shown: readonly number[], from: number, to: number): number[] {
  return shown.slice(Math.min(from, to), Math.max(from, to) + 1);
}
