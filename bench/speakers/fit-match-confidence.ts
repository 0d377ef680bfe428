/** Slope and middle of a logistic curve over the cosine of pairs, by Newton's method, pairs of one voice counting as much
 * together as pairs of two; a little ridge keeps the slope of pairs that do not overlap within bounds. */
export function fitMatchConfidence(pairs: readonly { isSame: boolean; cosine: number }[]): {
  slope: number;
  middle: number;
} {
  const sameCount = pairs.filter(({ isSame }) => isSame).length;
  const weights = pairs.map(({ isSame }) => 0.5 / (isSame ? sameCount : pairs.length - sameCount));
  const ridge = 1e-5;
  let [slope, offset] = [5, -2];
  for (let round = 0; round < 100; round++) {
    let [gradientSlope, gradientOffset] = [ridge * slope, 0];
    let [slopeSlope, slopeOffset, offsetOffset] = [ridge, 0, 1e-12];
    for (const [at, { isSame, cosine }] of pairs.entries()) {
      const weight = weights[at] as number;
      const said = 1 / (1 + Math.exp(-(slope * cosine + offset)));
      const error = weight * (said - (isSame ? 1 : 0));
      const curve = weight * said * (1 - said);
      gradientSlope += error * cosine;
      gradientOffset += error;
      slopeSlope += curve * cosine * cosine;
      slopeOffset += curve * cosine;
      offsetOffset += curve;
    }
    const determinant = slopeSlope * offsetOffset - slopeOffset * slopeOffset;
    if (determinant <= 0) break;
    const stepSlope = (offsetOffset * gradientSlope - slopeOffset * gradientOffset) / determinant;
    const stepOffset = (slopeSlope * gradientOffset - slopeOffset * gradientSlope) / determinant;
    slope -= Math.max(-2, Math.min(2, stepSlope));
    offset -= Math.max(-1, Math.min(1, stepOffset));
    if (Math.abs(stepSlope) + Math.abs(stepOffset) < 1e-6) break;
  }
  return { slope, middle: -offset / slope };
}
