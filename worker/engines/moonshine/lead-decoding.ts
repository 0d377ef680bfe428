import { deriveSounds, measureSoundDistance } from "@/core/quality/sound-distance";
import { findLoop } from "./find-loop";
import {
  beginsWord,
  continuesWord,
  decodeTokens,
  opensWord,
  type SpelledTerm,
  type TermTrie,
  type TrieNode,
} from "./term-trie";

/** What the decoder says after some tokens, and what it needs to go on from there. */
export interface Said<Cache> {
  logits: Float32Array;
  /** Logarithm of the sum over all of them. */
  logSum: number;
  best: number;
  attention: Float32Array;
  cache: Cache;
}

export interface SaidToken {
  token: number;
  logprob: number;
  attention: Float32Array;
}

/** A term that stands where the decoder alone would have written something else, `[firstToken, endToken)`. */
export interface Led {
  from: string;
  to: string;
  firstToken: number;
  endToken: number;
}

export interface LeadSettings {
  /** How likely the token that leads to a term must be at least, as a logarithm. */
  leastLogprob: number;
  /** How far the term may sound from what would be written: a share of its sounds. */
  mostDistance: number;
  /** By how much a term that sounds the same may be less likely than what would be written, as a logarithm. */
  boost: number;
  /** What of that is lost for each share of the sounds that differ. */
  distanceCost: number;
}

export const leadSettings: LeadSettings = {
  leastLogprob: -7,
  mostDistance: 0.45,
  boost: 5,
  distanceCost: 8,
};

/** A term that was tried: by how much likelier it was, without its boost. */
export interface Trial {
  term: string;
  from: string;
  distance: number;
  gain: number;
  tokens: number;
}

export interface LedDecoding {
  said: SaidToken[];
  /** Of the end of the text; null where it did not end by itself. */
  end: SaidToken | null;
  isLoop: boolean;
  /** Of the end of the text as the first that is said. */
  noSpeechLogprob: number | null;
  led: Led[];
}

/** A place from which a term could be written in the text. */
interface Fork<Cache> {
  /** Of the token that would be another. */
  at: number;
  /** Of the first token of the term. */
  from: number;
  node: TrieNode;
  logprob: number;
  attention: Float32Array;
  cache: Cache;
}

/** A fork taken to where both ways come together again. */
interface Detour<Cache> {
  fork: Fork<Cache>;
  term: SpelledTerm;
  /** Of the term, from the fork on. */
  way: SaidToken[];
  cache: Cache;
  heard: string;
  margin: number;
}

/** So many tokens of the text are known before a term is tried in the place of some of them. */
const lookahead = 12;
/** Tokens behind a term within which the text goes on as it would have. */
const rejoinWithin = 6;
/** The most words that become one term. */
const longestSpan = 4;
/** Steps that terms may cost: hostile ones do not make a decoding without end. */
const stepBudget = (tokens: number) => 12 + tokens;

/** Greedy decoding that terms can lead. Where a term sounds like what the decoder writes, and is not much less likely, the
 * decoder is made to say it and goes on from there. When both ways come together again, the term stays if it, with its
 * boost, is the likelier one; a term that is begun and not ended, or after which the text goes otherwise, has changed
 * nothing.
 * @param endToken ends the text and is no part of it */
export async function decodeLed<Cache>(options: {
  advance(last: number, cache: Cache | null): Promise<Said<Cache>>;
  /** Null: nothing leads. */
  trie: TermTrie | null;
  startToken: number;
  endToken: number;
  tokenCap: number;
  settings?: LeadSettings | undefined;
  onTrial?: ((trial: Trial) => void) | undefined;
}): Promise<LedDecoding> {
  const { advance, trie, startToken, endToken, tokenCap, settings = leadSettings, onTrial } = options;
  const decoding: LedDecoding = { said: [], end: null, isLoop: false, noSpeechLogprob: null, led: [] };
  const { said, led } = decoding;
  /** Places that are written as a term is: no other is tried there. */
  const written: { start: number; end: number }[] = [];
  let active: { node: TrieNode; from: number }[] = [];
  let forks: Fork<Cache>[] = [];
  let cache: Cache | null = null;
  let isDone = false;
  let spent = 0;

  while (!isDone || forks.length > 0) {
    if (!isDone) await goOn();
    const detour = await tryForks();
    if (detour) take(detour);
  }
  return decoding;

  async function goOn(): Promise<void> {
    const next = await advance(said.at(-1)?.token ?? startToken, cache);
    cache = next.cache;
    decoding.noSpeechLogprob ??= logprobOf(next, endToken);
    if (trie) noteForks(next, trie);
    const token: SaidToken = {
      token: next.best,
      logprob: logprobOf(next, next.best),
      attention: next.attention,
    };
    if (next.best === endToken) {
      decoding.end = token;
      isDone = true;
      return;
    }
    said.push(token);
    follow(next.best);
    const dropped = findLoop(said.map((each) => each.token));
    if (dropped !== null) {
      said.length -= dropped;
      decoding.isLoop = true;
      forks = forks.filter(({ at }) => at < said.length);
    }
    isDone = dropped !== null || said.length >= tokenCap;
  }

  function noteForks(next: Said<Cache>, { words, inner }: TermTrie): void {
    const at = said.length;
    const previous = said.at(-1)?.token;
    active.push({ node: words, from: at });
    if (previous !== undefined && opensWord(previous)) active.push({ node: inner, from: at });
    for (const { node, from } of active) {
      for (const [token, child] of node.children) {
        if (token === next.best) continue;
        const logprob = logprobOf(next, token);
        if (logprob < settings.leastLogprob) continue;
        forks.push({ at, from, node: child, logprob, attention: next.attention, cache: next.cache });
      }
    }
  }

  /** Down the trie with the text. */
  function follow(token: number): void {
    active = active.flatMap(({ node, from }) => {
      const child = node.children.get(token);
      if (!child) return [];
      if (child.ends.length > 0) written.push({ start: from, end: said.length });
      return [{ node: child, from }];
    });
  }

  /** The best detour from the first place that has one, of those behind which enough of the text is known. */
  async function tryForks(): Promise<Detour<Cache> | null> {
    let best: Detour<Cache> | null = null;
    while (forks[0] && (isDone || forks[0].at + lookahead <= said.length)) {
      if (best && best.fork.at < forks[0].at) break;
      const fork = forks.shift() as Fork<Cache>;
      if (written.some((place) => isIn(place, fork.at))) continue;
      for (const term of fork.node.below) {
        const nearest = measureNearest(term, fork.from);
        if (nearest > settings.mostDistance) continue;
        const detour = await tryTerm(fork, term, allow(nearest));
        if (detour && detour.margin > (best?.margin ?? 0)) best = detour;
      }
    }
    return best;
  }

  function isIn({ start, end }: { start: number; end: number }, at: number): boolean {
    const after = said[end]?.token;
    return start <= at && at < end && (after === undefined || !continuesWord(after));
  }

  /** How far the term sounds from the words of the text that begin with a token, however many of them are nearest. */
  function measureNearest({ sounds }: SpelledTerm, from: number): number {
    let nearest = 1;
    for (let at = from + 1, words = 0; at <= said.length && words < longestSpan; at++) {
      const next = said[at]?.token;
      if (next !== undefined && !beginsWord(next)) continue;
      words += 1;
      nearest = Math.min(nearest, measureSoundDistance(deriveSounds(read(from, at)), sounds));
    }
    return nearest;
  }

  /** By how much a term that sounds so far off may be less likely. */
  function allow(distance: number): number {
    return settings.boost - settings.distanceCost * distance;
  }

  /** @param most that it may be less likely */
  async function tryTerm(fork: Fork<Cache>, term: SpelledTerm, most: number): Promise<Detour<Cache> | null> {
    const rest = term.tokens.slice(fork.at - fork.from);
    /** Below that it does not become the likelier way any more. */
    const least = said.slice(fork.at).reduce(addLogprobs, decoding.end?.logprob ?? 0) - most;
    const { logprob, attention } = fork;
    const way: SaidToken[] = [{ token: rest[0] as number, logprob, attention }];
    const mostSteps = rest.length + rejoinWithin;
    let total = logprob;
    let at = fork.cache;
    let atEnd = fork.cache;
    while (way.length < mostSteps && total >= least && spent < stepBudget(said.length)) {
      if (way.length === rest.length) atEnd = at;
      spent += 1;
      const next = await advance((way.at(-1) as SaidToken).token, at);
      at = next.cache;
      const token = rest[way.length] ?? next.best;
      // A longer word that begins as the term does is not the term.
      if (way.length === rest.length && continuesWord(token)) return null;
      way.push({ token, logprob: logprobOf(next, token), attention: next.attention });
      total += (way.at(-1) as SaidToken).logprob;
      const tail = way.slice(rest.length).map((each) => each.token);
      const place = findRejoin(tail, fork.at);
      if (place) {
        const heard = trimSigns(read(fork.from, place.heardEnd));
        const known = said.slice(fork.at, place.end).reduce(addLogprobs, 0);
        const gain = total - known - (place.end > said.length ? (decoding.end?.logprob ?? 0) : 0);
        const distance = measureSoundDistance(deriveSounds(heard), term.sounds);
        onTrial?.({ term: term.text, from: heard, distance, gain, tokens: term.tokens.length });
        if (distance > settings.mostDistance || heard === term.text) return null;
        const margin = gain + allow(distance);
        return { fork, term, way: way.slice(0, rest.length), cache: atEnd, heard, margin };
      }
      if (token === endToken && way.length > rest.length) return null;
    }
    return null;
  }

  /** Where the text holds the last two tokens of what follows a term, its end counted as one; the end alone where nothing
   * else follows. */
  function findRejoin(tail: readonly number[], from: number): { heardEnd: number; end: number } | null {
    const text = said.map(({ token }) => token);
    if (decoding.end) text.push(endToken);
    if (tail.length === 1 && tail[0] === endToken) {
      return decoding.end ? { heardEnd: said.length, end: text.length } : null;
    }
    const [first, second] = tail.slice(-2);
    if (tail.length < 2) return null;
    for (let at = from + 1; at + 1 < text.length; at++) {
      if (text[at] === first && text[at + 1] === second) return { heardEnd: at, end: at + 2 };
    }
    return null;
  }

  function take({ fork, term, way, heard, cache: atEnd }: Detour<Cache>): void {
    said.length = fork.at;
    said.push(...way);
    cache = atEnd;
    decoding.end = null;
    decoding.isLoop = false;
    isDone = said.length >= tokenCap;
    forks = [];
    active = [];
    const kept = written.filter(({ end }) => end <= fork.from);
    written.splice(0, written.length, ...kept, { start: fork.from, end: said.length });
    led.push({ from: heard, to: term.text, firstToken: fork.from, endToken: said.length });
  }

  function read(from: number, to: number): string {
    return decodeTokens(said.slice(from, to).map(({ token }) => token));
  }
}

function logprobOf<Cache>({ logits, logSum }: Said<Cache>, token: number): number {
  return (logits[token] ?? Number.NEGATIVE_INFINITY) - logSum;
}

const addLogprobs = (sum: number, { logprob }: SaidToken) => sum + logprob;

const trimSigns = (text: string) => text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
