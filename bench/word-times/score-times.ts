import { diffTokens } from "../../core/alignment/diff-tokens";
import type { TimedWord } from "../../core/transcript/types";
import { quantile } from "../quantile";
import type { PlacedWord } from "./align-by-sphinx";

/** Heard minus true, in milliseconds: positive where a word was put too late. */
export interface TimeErrors {
  starts: number[];
  ends: number[];
}

/** A truth that may know of a word only where it begins, or only where it ends. */
export interface KnownWord extends PlacedWord {
  hasStart?: boolean;
  hasEnd?: boolean;
}

/** Words as the aligner's dictionary spells them: lower case and bare; contractions stay one word. */
export function listBareWords(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[-–—]/g, " ")
    .replace(/[^a-z' ]+/g, " ")
    .replace(/\s'+|'+\s/g, " ")
    .split(/\s+/)
    .filter(Boolean);
}

/** Errors of the words that both sides have, in their order. */
export function compareTimes(heard: readonly TimedWord[], known: readonly KnownWord[]): TimeErrors {
  // A word with a hyphen is two on the other side: it is nobody's partner.
  const spelled = heard.map(({ text }) => listBareWords(text).join(" "));
  const errors: TimeErrors = { starts: [], ends: [] };
  for (const [from, to] of diffTokens(
    spelled,
    known.map(({ text }) => text),
  )) {
    const { startMs = 0, endMs = 0 } = heard[from] ?? {};
    const { start = 0, end = 0, hasStart = true, hasEnd = true } = known[to] ?? {};
    if (hasStart) errors.starts.push(startMs - start * 1_000);
    if (hasEnd) errors.ends.push(endMs - end * 1_000);
  }
  return errors;
}

export interface ErrorFigures {
  count: number;
  medianMs: number;
  p90Ms: number;
  /** Share within 200 ms, 0..1. */
  within200: number;
  /** Median of the signed errors. */
  biasMs: number;
}

export function summarizeErrors(errors: readonly number[]): ErrorFigures {
  const sizes = errors.map(Math.abs);
  return {
    count: errors.length,
    medianMs: Math.round(quantile(sizes, 0.5)),
    p90Ms: Math.round(quantile(sizes, 0.9)),
    within200: sizes.filter((size) => size <= 200).length / Math.max(1, sizes.length),
    biasMs: Math.round(quantile(errors, 0.5)),
  };
}

export function serializeFigures({ count, medianMs, p90Ms, within200, biasMs }: ErrorFigures): string {
  const share = `${(within200 * 100).toFixed(1).padStart(5)} % within 200 ms`;
  return `${share}, median ${medianMs} ms, p90 ${p90Ms} ms, signed ${biasMs} ms (${count})`;
}
