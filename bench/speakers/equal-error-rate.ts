/** The rate at which pairs of one voice are refused where pairs of two are accepted as often; NaN without both kinds.
 * @param same scores of pairs of one voice, higher is more alike */
export function equalErrorRate(same: readonly number[], different: readonly number[]): number {
  if (same.length === 0 || different.length === 0) return Number.NaN;
  const ordered = [...different].sort((a, b) => a - b);
  let below = 0;
  let best = 1;
  [...same]
    .sort((a, b) => a - b)
    .forEach((threshold, refused) => {
      while (below < ordered.length && (ordered[below] as number) < threshold) below++;
      const accepted = 1 - below / ordered.length;
      best = Math.min(best, Math.max(refused / same.length, accepted));
    });
  return best;
}
