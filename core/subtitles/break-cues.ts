import type { CueProfile } from "./cue-profile";
import type { CueToken } from "./cue-tokens";
import { phraseBreakPenalty } from "./phrase-break";
import { TokenRuler } from "./token-ruler";

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

/** Cuts the tokens of one segment into cues, and each cue into lines, so that the sum of the prices above is least
 * (dynamic programming over the tokens, as in breaking a paragraph). Every token must fit on a line. */
export function breakCues(
  tokens: CueToken[],
  profile: CueProfile,
  ruler: TokenRuler = createTokenRuler(),
): CueToken[][][] {
  ruler.measure(tokens);
  const count = tokens.length;
  const bestCost: number[] = [0];
  const bestStart: number[] = [0];
  const room = profile.maxLines * profile.lineCharacters;
  /** With the spaces between the lines, which are not shown. */
  const mostCharacters = room + profile.maxLines - 1;
  let farthest = 0;
  for (let end = 1; end <= count; end += 1) {
    let least = Number.POSITIVE_INFINITY;
    let leastStart = end - 1;
    const breakPrice = ruler.breakPriceOf(end, count);
    while (ruler.lengthOf(farthest, end) > mostCharacters) farthest += 1;
    // From far to near: the far ones are cheap more often, and the price of what lies before a start alone rules out most of
    // the rest.
    for (let start = farthest; start < end; start += 1) {
      const before = (bestCost[start] as number) + cueCost + breakPrice;
      if (before > least) continue;
      const durationMs = ruler.durationOf(start, end);
      if (durationMs > profile.maxDurationMs && end - start > 1) continue;
      const length = ruler.lengthOf(start, end);
      const emptyShare = length < room ? 1 - length / room : 0;
      const missingShare = durationMs < profile.minDurationMs ? 1 - durationMs / profile.minDurationMs : 0;
      const cost =
        before +
        emptyRoomCost * emptyShare * emptyShare +
        shortCueCost * missingShare +
        innerPauseCost * ruler.innerPausesOf(start, end);
      if (cost > least) continue;
      const whole = cost + priceLines(ruler, start, end, length, profile);
      if (whole <= least) {
        least = whole;
        leastStart = start;
      }
    }
    bestCost.push(least);
    bestStart.push(leastStart);
  }
  const cues: CueToken[][][] = [];
  for (let end = count; end > 0; ) {
    const start = bestStart[end] as number;
    const cuts = layoutLines(ruler, start, end, profile.maxLines, profile.lineCharacters)?.cuts ?? [];
    const edges = [start, ...cuts, end];
    cues.push(edges.slice(1).map((edge, index) => tokens.slice(edges[index], edge)));
    end = start;
  }
  return cues.reverse();
}

/** One for many segments: it keeps its room. */
export function createTokenRuler(): TokenRuler {
  return new TokenRuler(innerPauseMs, priceBreak);
}

function priceBreak(before: CueToken, after: CueToken, pauseMs: number): number {
  return after.glued ? gluedBreakCost : phraseBreakPenalty(before.text, after.text, pauseMs);
}

/** What the cheapest lines of a range cost; endless where it does not fit. The two lines that nearly every profile allows
 * are looked at without making anything: this is asked some twenty times a word. */
function priceLines(
  ruler: TokenRuler,
  start: number,
  end: number,
  length: number,
  { maxLines, lineCharacters }: CueProfile,
): number {
  if (length <= lineCharacters) return 0;
  if (maxLines !== 2) {
    return layoutLines(ruler, start, end, maxLines, lineCharacters)?.cost ?? Number.POSITIVE_INFINITY;
  }
  if (length > 2 * lineCharacters + 1) return Number.POSITIVE_INFINITY;
  let least = Number.POSITIVE_INFINITY;
  for (let cut = end - 1; cut > start; cut -= 1) {
    const second = ruler.lengthOf(cut, end);
    if (second > lineCharacters) break;
    const first = ruler.lengthOf(start, cut);
    if (first > lineCharacters) continue;
    const uneven = Math.abs(first - second) / lineCharacters;
    const cost = lineBreakShare * ruler.breakPriceOf(cut, end) + unevenLinesCost * uneven;
    if (cost < least) least = cost;
  }
  return least;
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
    const cost = lineBreakShare * ruler.breakPriceOf(cut, end) + unevenLinesCost * uneven + rest.cost;
    if (best === null || cost < best.cost) best = { cuts: [cut, ...rest.cuts], cost };
  }
  return best;
}
