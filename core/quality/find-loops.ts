/** Where a speaker, or an engine that is stuck, says the same over and over. Numbers are those of the lines. */
export interface Loop {
  line: number;
  /** Place of its first word among the words of that line. */
  word: number;
  lastLine: number;
  /** In lower case. */
  phrase: string;
  times: number;
}

const token =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]|[\p{L}\p{M}\p{N}'’]+/gu;
/** The same for plain Latin text, many times as fast. */
const plain = /^[\x20-\x7e]*$/;
const plainToken = /[a-z0-9']+/g;
const longestPhrase = 12;

/** "No, no, no, no" is said by people; longer phrases are not said often in a row. */
function leastTimes(length: number): number {
  if (length === 1) return 6;
  return length <= 3 ? 4 : 3;
}

/** Phrases that follow themselves, in and across lines, in order; of those that overlap, the first and shortest. */
export function findLoops(lines: readonly string[]): Loop[] {
  const words: string[] = [];
  const lineOf: number[] = [];
  const wordOf: number[] = [];
  const ids: number[] = [];
  const known = new Map<string, number>();
  for (const [line, text] of lines.entries()) {
    const folded = text.toLowerCase();
    let word = 0;
    for (const found of folded.match(plain.test(folded) ? plainToken : token) ?? []) {
      let id = known.get(found);
      if (id === undefined) {
        id = known.size;
        known.set(found, id);
      }
      ids.push(id);
      words.push(found);
      lineOf.push(line);
      wordOf.push(word++);
    }
  }
  const loops: Loop[] = [];
  let from = 0;
  while (from < ids.length) {
    const loop = findLoopAt(ids, from);
    if (!loop) {
      from += 1;
      continue;
    }
    const end = from + loop.length * loop.times;
    const line = lineOf[from] as number;
    loops.push({
      line,
      word: wordOf[from] as number,
      lastLine: lineOf[end - 1] ?? line,
      phrase: words.slice(from, from + loop.length).join(" "),
      times: loop.times,
    });
    from = end;
  }
  return loops;
}

function findLoopAt(ids: readonly number[], from: number): { length: number; times: number } | null {
  for (let length = 1; length <= longestPhrase; length += 1) {
    // Nearly always the first look tells that there is none.
    if (ids[from] !== ids[from + length]) continue;
    let run = 0;
    while (from + length + run < ids.length && ids[from + run] === ids[from + length + run]) run += 1;
    const times = 1 + Math.floor(run / length);
    if (times >= leastTimes(length)) return { length, times };
  }
  return null;
}
