/** Words that differ from one by a slip: a letter wrong, missing, too many, or two letters swapped. One slip from four
 * letters on, two from eight; the nearest first. Distances are those of optimal string alignment (Damerau 1964, each pair
 * swapped once). */
export function findSpellings(word: string, known: readonly string[]): string[] {
  const letters = Array.from(word);
  const most = letters.length < 4 ? 0 : letters.length < 8 ? 1 : 2;
  return known
    .map((each) => ({ each, slips: countSlips(letters, Array.from(each), most) }))
    .filter(({ each, slips }) => slips <= most && each !== word)
    .sort((a, b) => a.slips - b.slips)
    .map(({ each }) => each);
}

/** More than `most` where there are more than that. */
function countSlips(a: readonly string[], b: readonly string[], most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let twoAbove: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let row = 1; row <= a.length; row += 1) {
    const here = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const isSame = a[row - 1] === b[column - 1];
      let least = Math.min(
        (above[column] as number) + 1,
        (here[column - 1] as number) + 1,
        (above[column - 1] as number) + (isSame ? 0 : 1),
      );
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwap) least = Math.min(least, (twoAbove[column - 2] as number) + 1);
      here.push(least);
    }
    if (Math.min(...here) > most) return most + 1;
    twoAbove = above;
    above = here;
  }
  return above[b.length] as number;
}
