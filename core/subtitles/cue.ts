/** A subtitle as it is shown: one or more lines between two instants, whole milliseconds. */
export interface Cue {
  startMs: number;
  endMs: number;
  /** Without line breaks, never empty. */
  lines: string[];
  /** Who speaks, null where nobody was named. Only VTT can hold it. */
  speaker: string | null;
}
