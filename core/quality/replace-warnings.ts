import { liesWithin, type TimeRange } from "../alignment/join-range";
import { dependsOnWords, type QualityWarning } from "./quality-warnings";

interface Warnings {
  /** Of the whole recording. */
  codes: readonly string[];
  /** Of the whole recording and of stretches. */
  warnings: readonly (Omit<QualityWarning, "code"> & { code: string })[];
}

/** Warnings of a text of which one stretch was heard anew: those of before outside of it, those of now within. What was
 * said of the whole for the sake of places that are all in the stretch is said no more. Pure. */
export function replaceWarnings(before: Warnings, now: Warnings["warnings"], range: TimeRange) {
  const kept = before.warnings.flatMap((warning) => {
    const { code, startMs, endMs } = warning;
    if (startMs === null || endMs === null || !dependsOnWords(code)) return [warning];
    const left = { ...warning, endMs: Math.min(endMs, range.startMs) };
    const right = { ...warning, startMs: Math.max(startMs, range.endMs) };
    return [...(left.endMs > startMs ? [left] : []), ...(endMs > right.startMs ? [right] : [])];
  });
  const fresh = now.flatMap((warning) => {
    if (!dependsOnWords(warning.code)) return [];
    // Of all that was heard now.
    if (warning.startMs === null || warning.endMs === null) return [{ ...warning, ...range }];
    const startMs = Math.max(warning.startMs, range.startMs);
    const endMs = Math.min(warning.endMs, range.endMs);
    return endMs > startMs ? [{ ...warning, startMs, endMs }] : [];
  });
  const warnings = [...kept, ...fresh].sort((a, b) => (a.startMs ?? -1) - (b.startMs ?? -1));
  const had = new Set(before.warnings.map(({ code }) => code));
  const has = new Set(warnings.map(({ code }) => code));
  return { codes: before.codes.filter((code) => !had.has(code) || has.has(code)), warnings };
}

/** Corrections of before outside of a stretch and those of now within, in order. Pure. */
export function replaceCorrections<T extends { startMs: number }>(
  before: readonly T[],
  now: readonly T[],
  range: TimeRange,
): T[] {
  const isWithin = ({ startMs }: T) => liesWithin({ startMs, endMs: startMs }, range);
  return [...before.filter((one) => !isWithin(one)), ...now.filter(isWithin)].sort(
    (a, b) => a.startMs - b.startMs,
  );
}
