/** As in the paper: the chance to go on along a likeness, and how alike two sentences are to be neighbours. */
const damping = 0.85;
const leastLikeness = 0.1;
const mostRounds = 50;
const settled = 1e-6;
/** Two sentences that are as alike say the same. */
const sameLikeness = 0.5;

/** Sentences as terms, each with how often it stands there. */
export type TermVector = ReadonlyMap<string, number>;

/** How central each sentence is, by LexRank (Erkan & Radev, LexRank: Graph-based Lexical Centrality as Salience in Text
 * Summarization, JAIR 22, 2004): the stationary distribution of a walk along likenesses (cosine weighted by inverse
 * frequency, above a threshold). The time grows with the square of the sentences at worst: callers cap them. The scores
 * sum up to 1; of no sentence to nothing. */
export function rankSentences(vectors: readonly TermVector[]): { scores: number[]; likeness: Likeness } {
  const count = vectors.length;
  const likeness = buildLikeness(vectors);
  const { neighbours } = likeness;
  let scores = new Array<number>(count).fill(count === 0 ? 0 : 1 / count);
  const degrees = neighbours.map((list) => list.length);
  for (let round = 0; round < mostRounds; round++) {
    // Who is like nobody goes anywhere.
    const lost = scores.reduce((sum, score, at) => sum + (degrees[at] === 0 ? score : 0), 0);
    const next = new Array<number>(count).fill((1 - damping + damping * lost) / count);
    for (const [at, list] of neighbours.entries()) {
      const share = (damping * (scores[at] as number)) / Math.max(1, list.length);
      for (const to of list) next[to] = (next[to] as number) + share;
    }
    const moved = next.reduce((sum, score, at) => sum + Math.abs(score - (scores[at] as number)), 0);
    scores = next;
    if (moved < settled) break;
  }
  return { scores, likeness };
}

export interface Likeness {
  neighbours: number[][];
  /** Cosine of two sentences, 0 to 1. */
  compare(a: number, b: number): number;
}

function buildLikeness(vectors: readonly TermVector[]): Likeness {
  const holders = new Map<string, number[]>();
  for (const [at, vector] of vectors.entries()) {
    for (const key of vector.keys()) {
      const list = holders.get(key);
      if (list) list.push(at);
      else holders.set(key, [at]);
    }
  }
  const weightOf = (key: string) => Math.log(1 + vectors.length / (holders.get(key)?.length ?? 1));
  const weighted = vectors.map((vector) => {
    const weights = new Map<string, number>();
    for (const [key, times] of vector) weights.set(key, times * weightOf(key));
    const norm = Math.sqrt([...weights.values()].reduce((sum, weight) => sum + weight * weight, 0));
    return { weights, norm };
  });
  const neighbours: number[][] = vectors.map(() => []);
  for (const [at, { weights, norm }] of weighted.entries()) {
    const dots = new Map<number, number>();
    for (const [key, weight] of weights) {
      for (const other of holders.get(key) ?? []) {
        if (other <= at) continue;
        dots.set(other, (dots.get(other) ?? 0) + weight * (weighted[other]?.weights.get(key) ?? 0));
      }
    }
    for (const [other, dot] of dots) {
      if (dot / (norm * (weighted[other]?.norm ?? 1)) < leastLikeness) continue;
      neighbours[at]?.push(other);
      neighbours[other]?.push(at);
    }
  }
  return {
    neighbours,
    compare(a, b) {
      const [one, other] = [weighted[a], weighted[b]];
      if (!one || !other || one.norm === 0 || other.norm === 0) return 0;
      let dot = 0;
      for (const [key, weight] of one.weights) dot += weight * (other.weights.get(key) ?? 0);
      return dot / (one.norm * other.norm);
    },
  };
}

/** The best of them, in the order of the text, none saying what a better one says already. */
export function chooseSentences(order: readonly number[], likeness: Likeness, most: number): number[] {
  const chosen: number[] = [];
  for (const at of order) {
    if (chosen.length >= most) break;
    if (chosen.every((other) => likeness.compare(at, other) < sameLikeness)) chosen.push(at);
  }
  return chosen.sort((a, b) => a - b);
}
