import { type AlignedWord, alignWords } from "./align-words";

/** A stretch that is the same on both sides, or stands on one of them alone. */
export interface TextPart {
  op: "same" | "removed" | "added";
  text: string;
  /** Words of it that `text` leaves out at its end. */
  leftOut: number;
}

/** A place where two texts differ, with a few words around it. */
export interface TextHunk {
  startMs: number | null;
  endMs: number | null;
  /** Equal words between the hunk before and this one that are not shown. */
  skipped: number;
  parts: TextPart[];
}

export interface TextComparison {
  hunks: TextHunk[];
  /** Of all hunks, also those that are not given. */
  hunkCount: number;
  /** Equal words after the last hunk that are not shown. */
  skippedAfter: number;
  same: number;
  removed: number;
  added: number;
}

interface CompareOptions {
  /** Equal words shown before and after a change. */
  context?: number;
  /** Hunks from this one on… */
  offset?: number;
  /** …and so many. */
  limit?: number;
  /** The most words of one part. */
  wordsMax?: number;
}

interface Run {
  op: TextPart["op"];
  words: readonly AlignedWord[];
}

/** Two texts word by word. A word with other capitals or punctuation differs, and is set beside the other. Long equal
 * stretches are left out and counted. */
export function compareTexts(
  left: readonly AlignedWord[],
  right: readonly AlignedWord[],
  { context = 8, offset = 0, limit = 200, wordsMax = 300 }: CompareOptions = {},
): TextComparison {
  const runs = listRuns(left, right);
  const count = (op: Run["op"]) => runs.reduce((sum, run) => sum + (run.op === op ? run.words.length : 0), 0);
  const total = { same: count("same"), removed: count("removed"), added: count("added") };
  const hunks: { skipped: number; runs: Run[] }[] = [];
  let skipped = 0;
  let open: Run[] | null = null;
  runs.forEach((run, index) => {
    if (run.op !== "same") {
      if (!open) {
        open = [];
        const before = runs[index - 1]?.words ?? [];
        const shown = before.slice(Math.max(0, before.length - context));
        if (shown.length > 0) open.push({ op: "same", words: shown });
        hunks.push({ skipped: skipped - shown.length, runs: open });
        skipped = 0;
      }
      open.push(run);
      return;
    }
    const isLast = index === runs.length - 1;
    if (open && !isLast && run.words.length <= 2 * context) {
      open.push(run);
      return;
    }
    const shown = open ? run.words.slice(0, context) : [];
    if (shown.length > 0) open?.push({ op: "same", words: shown });
    open = null;
    skipped = run.words.length - shown.length;
  });
  return {
    ...total,
    hunks: hunks.slice(offset, offset + limit).map((hunk) => ({
      ...findSpan(hunk.runs),
      skipped: hunk.skipped,
      parts: hunk.runs.map((run) => toPart(run, wordsMax)),
    })),
    hunkCount: hunks.length,
    skippedAfter: skipped,
  };
}

/** Equal, removed and added runs in turn; what was replaced stands before what replaced it. */
function listRuns(left: readonly AlignedWord[], right: readonly AlignedWord[]): Run[] {
  const runs: Run[] = [];
  let [from, to] = [0, 0];
  const removed: AlignedWord[] = [];
  const added: AlignedWord[] = [];
  const close = () => {
    if (removed.length > 0) runs.push({ op: "removed", words: removed.splice(0) });
    if (added.length > 0) runs.push({ op: "added", words: added.splice(0) });
  };
  let same: AlignedWord[] | null = null;
  for (const [a, b] of [...alignWords(left, right), [left.length, right.length] as const]) {
    while (from < a) removed.push(left[from++] as AlignedWord);
    while (to < b) added.push(right[to++] as AlignedWord);
    const word = right[b];
    const old = left[a];
    [from, to] = [a + 1, b + 1];
    if (word && old && word.text !== old.text) {
      removed.push(old);
      added.push(word);
      same = null;
      continue;
    }
    if (removed.length > 0 || added.length > 0) same = null;
    close();
    if (!word) continue;
    if (!same) {
      same = [];
      runs.push({ op: "same", words: same });
    }
    same.push(word);
  }
  return runs;
}

function findSpan(runs: Run[]): { startMs: number | null; endMs: number | null } {
  const changed = runs.filter(({ op }) => op !== "same");
  const timesOf = (from: Run[]) =>
    from.flatMap(({ words }) => [words[0]?.startMs ?? null, words.at(-1)?.startMs ?? null]);
  const known = [...timesOf(changed), ...timesOf(runs)].filter((time) => time !== null);
  const own = timesOf(changed).filter((time) => time !== null);
  const times = own.length > 0 ? own : known;
  if (times.length === 0) return { startMs: null, endMs: null };
  return { startMs: Math.min(...times), endMs: Math.max(...times) };
}

function toPart({ op, words }: Run, wordsMax: number): TextPart {
  return {
    op,
    text: words
      .slice(0, wordsMax)
      .map(({ text }) => text)
      .join(" ")
      .slice(0, wordsMax * 40),
    leftOut: Math.max(0, words.length - wordsMax),
  };
}
