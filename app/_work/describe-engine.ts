import { formatSize } from "@/app/_format/format-size";
import type { EngineFacts } from "@/server/workers/schema";

const englishNames = new Intl.DisplayNames(["en"], { type: "language" });
/** More than these are counted. */
const namedLanguages = 3;

const timesTexts: Record<EngineFacts["times"], string> = {
  heard: "times heard to the word",
  server: "times to the word where the server gives them, else estimated",
  estimated: "times estimated, up to a second or two off",
};

/** What an engine costs; null where it runs here. */
export function describePrice({ pricePerHour, sendsTo }: EngineFacts): string | null {
  if (pricePerHour === 0) return null;
  if (pricePerHour === null) return sendsTo ? "the price is not set here" : "no price is set";
  const digits = pricePerHour < 0.01 ? 4 : 2;
  return `about $${pricePerHour.toFixed(digits)} an hour of sound`;
}

/** A few by name, more by their number. */
export function describeLanguages(languages: readonly string[]): string {
  if (languages.length > namedLanguages) return `${languages.length} languages`;
  return languages.map((tag) => englishNames.of(tag) ?? tag).join(", ");
}

/** What an engine can do, on one line, in the same order for each. */
export function describeEngine(facts: EngineFacts): string {
  const { languages, times, speakers, speed, fetched } = facts;
  return [
    describeLanguages(languages),
    timesTexts[times],
    speakers ? "tells speakers apart" : "does not tell speakers apart",
    describePrice(facts) ?? "no cost",
    speed,
    ...(fetched
      ? [
          `${formatSize(fetched.sizeBytes)} to fetch once, about ${formatSize(fetched.memoryMb * 1_000_000)} of memory`,
        ]
      : []),
  ].join("; ");
}
