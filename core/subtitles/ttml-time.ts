export interface TtmlClock {
  /** A second. */
  frameRate: number;
  /** A second. */
  tickRate: number;
}

const clockTime = /^(-?)(\d{2,6}):(\d{2}):(\d{2})(?:\.(\d{1,9})|:(\d{1,4})(?:\.\d+)?)?$/;
const offsetTime = /^(-?)(\d{1,15}(?:\.\d{1,9})?)(h|ms|m|s|f|t)$/;
const unitMs: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** A time expression of TTML (https://www.w3.org/TR/ttml1/#timing-value-timeExpression) in whole milliseconds, null where it
 * is none. */
export function parseTtmlTime(text: string, { frameRate, tickRate }: TtmlClock): number | null {
  const clock = clockTime.exec(text.trim());
  if (clock) {
    const [, minus, hours, minutes, seconds, fraction, frames] = clock;
    const whole = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
    const rest = fraction !== undefined ? Number(`0.${fraction}`) : Number(frames ?? 0) / frameRate;
    return sign(minus, Math.round(whole * 1_000 + rest * 1_000));
  }
  const offset = offsetTime.exec(text.trim());
  if (!offset) return null;
  const [, minus, value, unit = "s"] = offset;
  const ms = unitMs[unit] ?? 1_000 / (unit === "f" ? frameRate : tickRate);
  return sign(minus, Math.round(Number(value) * ms));
}

function sign(minus: string | undefined, ms: number): number {
  return minus === "-" && ms > 0 ? -ms : ms;
}
