import { serializeClock } from "@/core/exports/serialize-clock";
import type { Mend, MendKind } from "@/core/subtitles/mend-report";

const sentences: Record<MendKind, (times: string) => string> = {
  encoding: () => "The file was not in UTF-8 and was converted.",
  control: () => "Control characters were taken out.",
  timeUnreadable: (times) => `${times} could not be read; the words stand after those before them.`,
  timeMissing: (times) => `${times} missing; the words stand after those before them.`,
  timeNegative: (times) => `${times} before the beginning and set to 0.`,
  timeBackwards: (times) => `${times} earlier than the start; it was estimated anew.`,
  unordered: () => "The entries were not in the order of time and were sorted.",
  overlapping: (times) => `${times} into the next and had to end where that begins.`,
  empty: (times) => `${times} without words left out.`,
  wordTimes: (times) => `The times of single words did not fit ${times}; they were set right or left out.`,
};

const subjects: Partial<Record<MendKind, [one: string, many: string]>> = {
  timeUnreadable: ["1 time", "times"],
  timeMissing: ["1 time was", "times were"],
  timeNegative: ["1 time was", "times were"],
  timeBackwards: ["1 end was", "ends were"],
  overlapping: ["1 entry reached", "entries reached"],
  empty: ["1 entry was", "entries were"],
  wordTimes: ["1 entry", "entries"],
};

/** What was put right, in a sentence with its first place. */
export function describeMend({ kind, count, line, atMs }: Mend): string {
  const [one, many] = subjects[kind] ?? ["", ""];
  const sentence = sentences[kind](count === 1 ? one : `${count.toLocaleString("en")} ${many}`);
  const place = line !== null ? `line ${line}` : atMs !== null ? `at ${serializeClock(atMs)}` : null;
  if (place === null) return sentence;
  return `${sentence.slice(0, -1)} (${count === 1 ? place : `first: ${place}`}).`;
}
