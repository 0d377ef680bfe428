import type { PaceView } from "@/server/batches/schema";

const minute = 60;
const hour = 3_600;

/** "about 2 to 3 minutes left": a range, because one number would promise more than anybody knows. */
export function describeTimeLeft({
  lowSeconds,
  highSeconds,
}: Pick<PaceView, "lowSeconds" | "highSeconds">): string {
  const [low, high] = [Math.min(lowSeconds, highSeconds), Math.max(lowSeconds, highSeconds)];
  if (high < minute) return "less than a minute left";
  if (high <= 90 * minute) return describeRange(low / minute, high / minute, "minute");
  if (high <= 48 * hour) return describeRange(low / hour, high / hour, "hour");
  return describeRange(low / (24 * hour), high / (24 * hour), "day");
}

function describeRange(low: number, high: number, unit: string): string {
  const to = Math.max(1, Math.ceil(high));
  const from = Math.min(to, Math.floor(low));
  const name = to === 1 ? unit : `${unit}s`;
  if (from < 1) return `up to ${to} ${name} left`;
  return from === to ? `about ${to} ${name} left` : `about ${from} to ${to} ${name} left`;
}

/** "12×": seconds of sound in each second of work. */
export function describeSpeed(speed: number): string {
  return `${speed.toFixed(speed < 9.95 ? 1 : 0)}×`;
}
