type Unit = "minute" | "hour" | "day";

const unitSeconds: Record<Unit, number> = { minute: 60, hour: 3_600, day: 86_400 };

/** A range of seconds in words: "about 2 to 3 minutes left", "less than a minute left", "about 1 to 1.5 hours left".
 * Both ends are told in one unit and rounded outwards, so that what is shown never promises more than the range. */
export function describeTimeLeft({
  lowSeconds,
  highSeconds,
}: {
  lowSeconds: number;
  highSeconds: number;
}): string {
  // The lower end rounds to nothing; saying only the upper one is as true and simpler.
  if (highSeconds <= 60) return "less than a minute left";
  const unit: Unit = highSeconds < 5_400 ? "minute" : highSeconds < 2 * 86_400 ? "hour" : "day";
  const high = roundTo(highSeconds / unitSeconds[unit], unit, Math.ceil);
  const low = roundTo(Math.min(lowSeconds, highSeconds) / unitSeconds[unit], unit, Math.floor);
  if (low === 0) return `less than ${withUnit(high, unit)} left`;
  return low === high ? `about ${withUnit(high, unit)} left` : `about ${low} to ${withUnit(high, unit)} left`;
}

/** Steps grow with the number: nobody is served by "47 to 113 minutes". */
function roundTo(value: number, unit: Unit, round: (value: number) => number): number {
  const step = stepOf(value, unit);
  // Without the allowance, 3 steps of 0.1 would be a little more than 0.3.
  return round(value / step + (round === Math.floor ? 1e-9 : -1e-9)) * step;
}

function stepOf(value: number, unit: Unit): number {
  if (value >= 20) return 5;
  return unit !== "minute" && value < 5 ? 0.5 : 1;
}

function withUnit(value: number, unit: Unit): string {
  return `${value} ${unit}${value === 1 ? "" : "s"}`;
}
