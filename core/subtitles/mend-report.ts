/** What can be put right in a file without losing a word. */
const mendKinds = [
  "encoding",
  "control",
  "timeUnreadable",
  "timeMissing",
  "timeNegative",
  "timeBackwards",
  "unordered",
  "overlapping",
  "empty",
  "wordTimes",
] as const;
export type MendKind = (typeof mendKinds)[number];

export interface Mend {
  kind: MendKind;
  /** How often. */
  count: number;
  /** The first of them: a line of the file, from 1, where the reader knows it. */
  line: number | null;
  /** The first of them: its time. */
  atMs: number | null;
}

/** Counts what was put right while a file is read; the first place of each kind is kept. */
export class MendReport {
  readonly #mends = new Map<MendKind, Mend>();

  add(
    kind: MendKind,
    { line = null, atMs = null }: { line?: number | null; atMs?: number | null } = {},
  ): void {
    const known = this.#mends.get(kind);
    if (known) known.count += 1;
    else this.#mends.set(kind, { kind, count: 1, line, atMs });
  }

  has(kind: MendKind): boolean {
    return this.#mends.has(kind);
  }

  list(): Mend[] {
    return [...this.#mends.values()];
  }
}
