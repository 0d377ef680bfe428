export interface CueProfile {
  lineCharacters: number;
  maxLines: number;
  minDurationMs: number;
  maxDurationMs: number;
  /** Dark time between two cues that follow each other. */
  gapMs: number;
}

/** Five sixths of a second to seven seconds, two frames of dark at 25 a second. */
export const defaultCueProfile: CueProfile = {
  lineCharacters: 42,
  maxLines: 2,
  minDurationMs: 833,
  maxDurationMs: 7_000,
  gapMs: 80,
};
