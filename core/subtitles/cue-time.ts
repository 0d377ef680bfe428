/** `hh:mm:ss` and milliseconds after the mark: "," in SRT, "." in VTT. Hours grow past two digits. */
export function serializeCueTime(ms: number, decimalMark: "," | "."): string {
  const pad = (value: number, width: number) => String(value).padStart(width, "0");
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor(ms / 60_000) % 60;
  const seconds = Math.floor(ms / 1_000) % 60;
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}${decimalMark}${pad(ms % 1_000, 3)}`;
}

const timing =
  /^[ \t]*(?:(\d{1,6}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})[ \t]*-->[ \t]*(?:(\d{1,6}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})(?:[ \t].*)?$/;

/** A line "start --> end", with or without hours, with either decimal mark; settings behind it are ignored.
 * Null when the line is something else. */
export function parseTimingLine(line: string): { startMs: number; endMs: number } | null {
  const match = timing.exec(line);
  if (!match) return null;
  return { startMs: toMs(match.slice(1, 5)), endMs: toMs(match.slice(5, 9)) };
}

function toMs([hours, minutes, seconds, fraction]: (string | undefined)[]): number {
  const whole = Number(hours ?? 0) * 3_600 + Number(minutes) * 60 + Number(seconds);
  return whole * 1_000 + Number((fraction ?? "0").padEnd(3, "0"));
}
