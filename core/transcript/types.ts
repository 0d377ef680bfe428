/** Shapes of a transcript document as a person edits it. All times are integer milliseconds on the clock of
 * the original file. */

/** A word of a segment. `id` is stable over edits: comments, corrections and learning refer to it. */
export interface Word {
  id: string;
  text: string;
  startMs: number;
  endMs: number;
  /** 0..1, null where no engine gave one (typed by hand, or times were estimated). */
  confidence: number | null;
}

/** A line of the transcript. `position` orders segments within the document and is fractional, so that an
 * insertion moves no other row. */
export interface Segment {
  id: string;
  position: number;
  startMs: number;
  endMs: number;
  speakerId: string | null;
  text: string;
  words: Word[];
  /** Grows by one with every saved change; a save names the revision it was made on. */
  revision: number;
}

/** A speaker label of one document. A rename changes this row alone. */
export interface Speaker {
  id: string;
  label: string;
  profileId: number | null;
}

/** A note on a moment or a stretch of the sound; it stays with the sound, whatever becomes of the lines there. */
export interface Comment {
  id: string;
  startMs: number;
  endMs: number;
  /** `carry`: words of a person that a new machine result had no place for. */
  kind: "note" | "carry";
  /** The words it was made on, empty for a moment. */
  quote: string;
  text: string;
  /** Instants in UTC, ISO 8601. */
  createdAt: string;
  resolvedAt: string | null;
}

/** A word as an engine gives it, before it belongs to a document. */
export interface TimedWord {
  text: string;
  startMs: number;
  endMs: number;
  confidence: number | null;
}
