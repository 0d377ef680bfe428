/** `hh:mm:ss` and milliseconds after the mark: "," in SRT, "." in VTT. Hours grow past two digits. */
export function serializeCueTime(ms: number, decimalMark: "," | "."): string {
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = Math.floor(ms / 1_000) % 60;
  const rest = ms % 1_000;
  const fraction = rest < 100 ? `0${pad(rest)}` : rest;
  return `${pad(hours)}:${pad(minutes)}:${pad(seconds)}${decimalMark}${fraction}`;
}

function pad(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

const time = String.raw`(-?)(?:(\d{1,6}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?`;
const timing = new RegExp(String.raw`^[ \t]*${time}[ \t]*-->[ \t]*${time}(?:[ \t].*)?$`);

/** A line "start --> end", with or without hours and fraction, with either decimal mark; settings behind it are
 * ignored. A time with a minus is negative. Null when the line is something else. */
export function parseTimingLine(line: string): { startMs: number; endMs: number } | null {
  if (!line.includes("-->")) return null;
  const match = timing.exec(line);
  if (!match) return null;
  return { startMs: toMs(match.slice(1, 6)), endMs: toMs(match.slice(6, 11)) };
}

/** A line that was meant as times and cannot be read as such. */
export function isBrokenTimingLine(line: string): boolean {
  return /^[ \t]*-?\d+[:.,][^>]{0,40}-->/.test(line) && parseTimingLine(line) === null;
}

function toMs([minus, hours, minutes, seconds, fraction]: (string | undefined)[]): number {
  const whole = Number(hours ?? 0) * 3_600 + Number(minutes) * 60 + Number(seconds);
  const ms = whole * 1_000 + Number((fraction ?? "0").padEnd(3, "0"));
  return minus === "-" && ms > 0 ? -ms : ms;
}
