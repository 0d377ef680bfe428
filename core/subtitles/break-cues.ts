import type { CueProfile } from "./cue-profile";
import type { CueToken } from "./cue-tokens";
import { phraseBreakPenalty } from "./phrase-break";

/** Prices of a layout; the cheapest wins. A cue more costs about as much as a break in the middle of a phrase. */
const cueCost = 12;
const lineBreakShare = 0.6;
const unevenLinesCost = 4;
const emptyRoomCost = 6;
const shortCueCost = 15;
const innerPauseCost = 8;
const innerPauseMs = 1_000;
const gluedBreakCost = 12;

interface Lines {
  /** Index of the first token of each line but the first. */
  cuts: number[];
  cost: number;
}

/** What is asked again and again about a range of tokens, prepared once. Ranges are half-open. */
class TokenRuler {
  readonly tokens: CueToken[];
  /** Price of a break before each token; 0 at both ends. */
  readonly breakPrices: number[];
  readonly #ends: number[] = [0];
  readonly #pauses: number[] = [0];

  constructor(tokens: CueToken[]) {
    this.tokens = tokens;
    this.breakPrices = [0];
    for (const [index, token] of tokens.entries()) {
      const before = tokens[index - 1];
      const pauseMs = before === undefined ? 0 : token.startMs - before.endMs;
      if (before !== undefined) {
        this.breakPrices.push(
          token.glued ? gluedBreakCost : phraseBreakPenalty(before.text, token.text, pauseMs),
        );
      }
      this.#ends.push((this.#ends[index] as number) + this.#spaceBefore(index) + token.length);
      this.#pauses.push((this.#pauses[index] as number) + (pauseMs > innerPauseMs ? 1 : 0));
    }
    this.breakPrices.push(0);
  }

  #spaceBefore(index: number): number {
    return index === 0 || this.tokens[index]?.glued ? 0 : 1;
  }

  lengthOf(start: number, end: number): number {
    return (this.#ends[end] as number) - (this.#ends[start] as number) - this.#spaceBefore(start);
  }

  innerPausesOf(start: number, end: number): number {
    return (this.#pauses[end] as number) - (this.#pauses[start + 1] as number);
  }

  durationOf(start: number, end: number): number {
    return (this.tokens[end - 1]?.endMs ?? 0) - (this.tokens[start]?.startMs ?? 0);
  }
}

/** Cuts the tokens of one segment into cues, and each cue into lines, so that the sum of the prices above is least
 * (dynamic programming over the tokens, as in breaking a paragraph). Every token must fit on a line. */
export function breakCues(tokens: CueToken[], profile: CueProfile): CueToken[][][] {
  const ruler = new TokenRuler(tokens);
  const bestCost: number[] = [0];
  const bestFrom: { start: number; cuts: number[] }[] = [];
  for (let end = 1; end <= tokens.length; end += 1) {
    bestCost[end] = Number.POSITIVE_INFINITY;
    for (let start = end - 1; start >= 0; start -= 1) {
      const lines = layoutLines(ruler, start, end, profile.maxLines, profile.lineCharacters);
      if (lines === null) break;
      if (end - start > 1 && ruler.durationOf(start, end) > profile.maxDurationMs) break;
      const here = priceOf(ruler, start, end, profile) + lines.cost + (ruler.breakPrices[end] as number);
      const cost = (bestCost[start] as number) + here;
      if (cost < (bestCost[end] as number)) {
        bestCost[end] = cost;
        bestFrom[end] = { start, cuts: lines.cuts };
      }
    }
  }
  const cues: CueToken[][][] = [];
  for (let end = tokens.length; end > 0; ) {
    const { start, cuts } = bestFrom[end] as { start: number; cuts: number[] };
    const edges = [start, ...cuts, end];
    cues.push(edges.slice(1).map((edge, index) => tokens.slice(edges[index], edge)));
    end = start;
  }
  return cues.reverse();
}

/** The cheapest way to put a range on at most `maxLines` lines; null when it does not fit. */
function layoutLines(
  ruler: TokenRuler,
  start: number,
  end: number,
  maxLines: number,
  lineCharacters: number,
): Lines | null {
  const whole = ruler.lengthOf(start, end);
  if (whole <= lineCharacters) return { cuts: [], cost: 0 };
  if (maxLines === 1 || whole > maxLines * (lineCharacters + 1)) return null;
  let best: Lines | null = null;
  for (let cut = start + 1; cut < end; cut += 1) {
    const first = ruler.lengthOf(start, cut);
    if (first > lineCharacters) break;
    const rest = layoutLines(ruler, cut, end, maxLines - 1, lineCharacters);
    if (rest === null) continue;
    const uneven = Math.abs(first - ruler.lengthOf(cut, rest.cuts[0] ?? end)) / lineCharacters;
    const cost = lineBreakShare * (ruler.breakPrices[cut] as number) + unevenLinesCost * uneven + rest.cost;
    if (best === null || cost < best.cost) best = { cuts: [cut, ...rest.cuts], cost };
  }
  return best;
}

function priceOf(ruler: TokenRuler, start: number, end: number, profile: CueProfile): number {
  const room = profile.maxLines * profile.lineCharacters;
  const emptyShare = Math.max(0, 1 - ruler.lengthOf(start, end) / room);
  const missingShare = Math.max(0, 1 - ruler.durationOf(start, end) / profile.minDurationMs);
  return (
    cueCost +
    emptyRoomCost * emptyShare ** 2 +
    shortCueCost * missingShare +
    innerPauseCost * ruler.innerPausesOf(start, end)
  );
}
