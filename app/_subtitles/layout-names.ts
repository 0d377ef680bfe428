import type { CueProfile, CueProfileName } from "@/core/subtitles/cue-profile";

/** Of the layouts of subtitles that are built in. */
export const layoutNames: Record<CueProfileName, string> = {
  default: "Usual",
  broadcast: "Broadcast",
  social: "Social media",
  children: "Children",
};

/** Pure. In one line, as a list of layouts shows it. */
export function describeLayout(profile: CueProfile): string {
  const seconds = (ms: number) => `${Number((ms / 1_000).toFixed(2))} s`;
  const { lineCharacters, maxLines, minDurationMs, maxDurationMs, gapMs, charactersPerSecond } = profile;
  return [
    `${lineCharacters} characters in ${maxLines === 1 ? "1 line" : `${maxLines} lines`}`,
    `${seconds(minDurationMs)} to ${seconds(maxDurationMs)}`,
    gapMs === 0 ? "no gap" : `${seconds(gapMs)} gap`,
    `${charactersPerSecond} characters a second`,
  ].join(", ");
}
