import type { CueToken } from "./cue-tokens";

/** What is asked again and again about a range of tokens, prepared once. Ranges are half-open. */
export class TokenRuler {
  /** Price of a break before each token; 0 at both ends. */
  readonly breakPrices: Float64Array;
  /** Where each token begins and ends, were all on one line. */
  readonly #begins: Int32Array;
  readonly #ends: Int32Array;
  /** Long pauses before each token, summed. */
  readonly #pauses: Int32Array;
  readonly #startsMs: Float64Array;
  readonly #endsMs: Float64Array;

  constructor(
    tokens: readonly CueToken[],
    longPauseMs: number,
    priceBreak: (before: CueToken, after: CueToken, pauseMs: number) => number,
  ) {
    const count = tokens.length;
    this.breakPrices = new Float64Array(count + 1);
    this.#begins = new Int32Array(count);
    this.#ends = new Int32Array(count);
    this.#pauses = new Int32Array(count);
    this.#startsMs = new Float64Array(count);
    this.#endsMs = new Float64Array(count);
    let at = 0;
    let pauses = 0;
    for (let index = 0; index < count; index += 1) {
      const token = tokens[index] as CueToken;
      const before = tokens[index - 1];
      if (before !== undefined) {
        const pauseMs = token.startMs - before.endMs;
        this.breakPrices[index] = priceBreak(before, token, pauseMs);
        if (pauseMs > longPauseMs) pauses += 1;
        if (!token.glued) at += 1;
      }
      this.#begins[index] = at;
      at += token.length;
      this.#ends[index] = at;
      this.#pauses[index] = pauses;
      this.#startsMs[index] = token.startMs;
      this.#endsMs[index] = token.endMs;
    }
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
