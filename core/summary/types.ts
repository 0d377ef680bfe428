/** A word of a document, with the punctuation it carries. `[startMs, endMs)`. */
export type SummaryWord = { text: string; startMs: number; endMs: number };

/** A line of a document as a person sees it. */
export type SummaryLine = { speaker: string | null; words: readonly SummaryWord[] };

/** What a statement can rest on: the words [firstWord, firstWord + wordCount) of the whole document. */
export type SummarySentence = {
  index: number;
  firstWord: number;
  wordCount: number;
  startMs: number;
  endMs: number;
  speaker: string | null;
  text: string;
  /** Whether a turn, or a stretch after a long silence, begins here. */
  opensParagraph: boolean;
};

/** Sentences [firstSentence, firstSentence + sentenceCount). */
export type ChapterRange = { firstSentence: number; sentenceCount: number };

/** Where a statement is to be heard, and in which words. */
export type SummarySource = {
  firstWord: number;
  wordCount: number;
  startMs: number;
  endMs: number;
  quote: string;
};

export type SummaryStatement = { text: string; sources: SummarySource[] };

export type SummarySection = { id: string; title: string; statements: SummaryStatement[] };

export type SummaryChapter = {
  title: string;
  firstWord: number;
  wordCount: number;
  startMs: number;
  endMs: number;
};

/** Why a statement of a model was left out. */
export type DropReason =
  | "no-source"
  | "unknown-source"
  | "number"
  | "name"
  | "negation"
  | "unsupported"
  | "markup"
  | "too-long";

export type DroppedStatement = { text: string; reason: DropReason; startMs: number | null };

export type Summary = {
  chapters: SummaryChapter[];
  sections: SummarySection[];
  dropped: DroppedStatement[];
};

/** How sentences are found for a section without a model: the ones that say most, or those with a cue of a kind. */
export type SectionSearch = "central" | "decision" | "action" | "question" | "definition" | "example";

export type TemplateSection = {
  id: string;
  title: string;
  /** What a model is told of it. */
  instruction: string;
  search: SectionSearch;
  /** Statements, at most. */
  most: number;
};

export type SummaryTemplate = {
  id: SummaryTemplateId;
  title: string;
  sections: readonly TemplateSection[];
};

export type SummaryTemplateId = "key-points" | "minutes" | "interview" | "lecture";
