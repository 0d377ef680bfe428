import { z } from "zod";

/** What subtitles have to keep to. */
export interface CueProfile {
  lineCharacters: number;
  maxLines: number;
  minDurationMs: number;
  maxDurationMs: number;
  /** Dark time between two cues that follow each other. */
  gapMs: number;
  /** As fast as it may have to be read. */
  charactersPerSecond: number;
}

/** Five sixths of a second to seven seconds, two frames of dark at 25 a second. */
export const defaultCueProfile: CueProfile = {
  lineCharacters: 42,
  maxLines: 2,
  minDurationMs: 833,
  maxDurationMs: 7_000,
  gapMs: 80,
  charactersPerSecond: 17,
};

/** `broadcast` as European stations ask for, with the lines of teletext; `social` for upright pictures that are watched
 * without sound; `children` at the pace of a child that reads. */
export const cueProfiles = {
  default: defaultCueProfile,
  broadcast: { ...defaultCueProfile, lineCharacters: 37, minDurationMs: 1_000, charactersPerSecond: 15 },
  social: {
    ...{ lineCharacters: 24, maxLines: 2, minDurationMs: 500, maxDurationMs: 4_000 },
    ...{ gapMs: 0, charactersPerSecond: 20 },
  },
  children: { ...defaultCueProfile, lineCharacters: 36, minDurationMs: 1_000, charactersPerSecond: 13 },
} satisfies Record<string, CueProfile>;

/** One of one's own, within what can be shown and read at all. */
export const ownCueProfile = z
  .object({
    lineCharacters: z.number().int().min(10).max(100),
    maxLines: z.number().int().min(1).max(4),
    minDurationMs: z.number().int().min(100).max(5_000),
    maxDurationMs: z.number().int().min(1_000).max(30_000),
    gapMs: z.number().int().min(0).max(1_000),
    charactersPerSecond: z.number().min(5).max(50),
  })
  .refine((profile) => profile.minDurationMs <= profile.maxDurationMs, {
    message: "The shortest time is longer than the longest.",
  });

export type CueProfileName = keyof typeof cueProfiles;
export const cueProfileNames = Object.keys(cueProfiles) as [CueProfileName, ...CueProfileName[]];

export function findBuiltInProfile(name: string): CueProfile | null {
  return Object.hasOwn(cueProfiles, name) ? cueProfiles[name as CueProfileName] : null;
}
