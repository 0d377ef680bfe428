import { alignWords } from "../alignment/align-words";

/** A unit of the reference and what was heard for it; null: it was left out, or there is nothing that it stands for. */
export interface UnitPair {
  reference: number | null;
  heard: number | null;
}

/** Up to so many cells the cheapest alignment is found: 25 MB, a fifth of a second. */
const mostCells = 25_000_000;
/** So many equal units in a row are the same words on both sides. */
const anchorRun = 5;

const STOP = 0;
const BOTH = 1;
const LEFT_OUT = 2;
const ADDED = 3;

/** The cheapest way from the reference to what was heard (V. I. Levenshtein, 1966), with most substitutions among equally
 * cheap ones, as `wordErrorRate` counts. Long texts are cut where they are surely the same, and what lies between is
 * aligned piece by piece. */
export function alignUnits(reference: readonly string[], heard: readonly string[]): UnitPair[] {
  if ((reference.length + 1) * (heard.length + 1) <= mostCells) return alignExactly(reference, heard, 0, 0);
  const toAligned = (text: string) => ({ text, startMs: null });
  const matches = alignWords(reference.map(toAligned), heard.map(toAligned)).filter(
    ([from, to]) => reference[from] === heard[to],
  );
  const pairs: UnitPair[] = [];
  let [from, to] = [0, 0];
  const alignUntil = (nextFrom: number, nextTo: number) => {
    // One by one: hours of two texts side by side are more than a call takes arguments.
    for (const pair of alignPiece(reference.slice(from, nextFrom), heard.slice(to, nextTo), from, to))
      pairs.push(pair);
    [from, to] = [nextFrom, nextTo];
  };
  for (let at = 0; at < matches.length; ) {
    let run = 1;
    const [firstFrom, firstTo] = matches[at] as readonly [number, number];
    while (matches[at + run]?.[0] === firstFrom + run && matches[at + run]?.[1] === firstTo + run) run++;
    if (run >= anchorRun) {
      alignUntil(firstFrom, firstTo);
      for (let step = 0; step < run; step++) pairs.push({ reference: from++, heard: to++ });
    }
    at += run;
  }
  alignUntil(reference.length, heard.length);
  return pairs;
}

/** Two long stretches that have nothing in common are set side by side. */
function alignPiece(
  reference: readonly string[],
  heard: readonly string[],
  referenceAt: number,
  heardAt: number,
): UnitPair[] {
  if ((reference.length + 1) * (heard.length + 1) <= mostCells) {
    return alignExactly(reference, heard, referenceAt, heardAt);
  }
  return Array.from({ length: Math.max(reference.length, heard.length) }, (_, at) => ({
    reference: at < reference.length ? referenceAt + at : null,
    heard: at < heard.length ? heardAt + at : null,
  }));
}

function alignExactly(
  reference: readonly string[],
  heard: readonly string[],
  referenceAt: number,
  heardAt: number,
): UnitPair[] {
  const width = heard.length + 1;
  const steps = new Uint8Array((reference.length + 1) * width);
  steps.fill(ADDED, 1, width);
  let errors = Uint32Array.from({ length: width }, (_, at) => at);
  let substitutions = new Uint32Array(width);
  reference.forEach((unit, index) => {
    const nextErrors = new Uint32Array(width);
    const nextSubstitutions = new Uint32Array(width);
    nextErrors[0] = index + 1;
    const row = (index + 1) * width;
    steps[row] = LEFT_OUT;
    for (let at = 1; at < width; at++) {
      const differs = unit === heard[at - 1] ? 0 : 1;
      let least = (errors[at - 1] as number) + differs;
      let substituted = (substitutions[at - 1] as number) + differs;
      let step = BOTH;
      const leftOut = (errors[at] as number) + 1;
      if (leftOut < least || (leftOut === least && (substitutions[at] as number) > substituted)) {
        [least, substituted, step] = [leftOut, substitutions[at] as number, LEFT_OUT];
      }
      const added = (nextErrors[at - 1] as number) + 1;
      if (added < least || (added === least && (nextSubstitutions[at - 1] as number) > substituted)) {
        [least, substituted, step] = [added, nextSubstitutions[at - 1] as number, ADDED];
      }
      nextErrors[at] = least;
      nextSubstitutions[at] = substituted;
      steps[row + at] = step;
    }
    [errors, substitutions] = [nextErrors, nextSubstitutions];
  });
  const pairs: UnitPair[] = [];
  let [from, to] = [reference.length, heard.length];
  for (let step = steps[from * width + to]; step !== STOP; step = steps[from * width + to]) {
    pairs.push({
      reference: step === ADDED ? null : referenceAt + --from,
      heard: step === LEFT_OUT ? null : heardAt + --to,
    });
  }
  return pairs.reverse();
}
