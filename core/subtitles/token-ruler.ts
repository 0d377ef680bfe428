import type { CueToken } from "./cue-tokens";

/** What is asked again and again about a range of tokens, prepared once. Ranges are half-open. Its room is used again for
 * the next tokens. */
export class TokenRuler {
  readonly #longPauseMs: number;
  readonly #priceBreak: (before: CueToken, after: CueToken, pauseMs: number) => number;
  #breakPrices = new Float64Array(0);
  /** Where each token begins and ends, were all on one line. */
  #begins = new Int32Array(0);
  #ends = new Int32Array(0);
  /** Long pauses before each token, summed. */
  #pauses = new Int32Array(0);
  #startsMs = new Float64Array(0);
  #endsMs = new Float64Array(0);

  constructor(
    longPauseMs: number,
    priceBreak: (before: CueToken, after: CueToken, pauseMs: number) => number,
  ) {
    this.#longPauseMs = longPauseMs;
    this.#priceBreak = priceBreak;
  }

  measure(tokens: readonly CueToken[]): void {
    if (tokens.length > this.#begins.length) this.#makeRoom(Math.max(64, tokens.length * 2));
    let at = 0;
    let pauses = 0;
    let before: CueToken | undefined;
    for (let index = 0; index < tokens.length; index += 1) {
      const token = tokens[index] as CueToken;
      if (before !== undefined) {
        const pauseMs = token.startMs - before.endMs;
        this.#breakPrices[index] = this.#priceBreak(before, token, pauseMs);
        if (pauseMs > this.#longPauseMs) pauses += 1;
        if (!token.glued) at += 1;
      }
      this.#begins[index] = at;
      at += token.length;
      this.#ends[index] = at;
      this.#pauses[index] = pauses;
      this.#startsMs[index] = token.startMs;
      this.#endsMs[index] = token.endMs;
      before = token;
    }
  }

  #makeRoom(count: number): void {
    this.#breakPrices = new Float64Array(count);
    this.#begins = new Int32Array(count);
    this.#ends = new Int32Array(count);
    this.#pauses = new Int32Array(count);
    this.#startsMs = new Float64Array(count);
    this.#endsMs = new Float64Array(count);
  }

  /** Of a break before a token; nothing at both ends of what is `count` long. */
  breakPriceOf(index: number, count: number): number {
    return index === 0 || index === count ? 0 : (this.#breakPrices[index] as number);
  }

  /** Characters. */
  lengthOf(start: number, end: number): number {
    return (this.#ends[end - 1] as number) - (this.#begins[start] as number);
  }

  innerPausesOf(start: number, end: number): number {
    return (this.#pauses[end - 1] as number) - (this.#pauses[start] as number);
  }

  durationOf(start: number, end: number): number {
    return (this.#endsMs[end - 1] as number) - (this.#startsMs[start] as number);
  }
}
