/** A word of the machine text, with the punctuation it carries attached ("Hello,"). */
export type MachineWord = { text: string; startMs: number; endMs: number; speaker: string | null };

/** A token of the enhanced text and the machine words it stands for, [firstWord, firstWord + wordCount).
 * `wordCount` 0: it was inserted before `firstWord`. Machine words between two tokens were left out. */
export type EnhancedToken = { text: string; firstWord: number; wordCount: number };

export type EnhancedParagraph = { tokens: EnhancedToken[] };

export type ChangeKind =
  | "punctuation"
  | "casing"
  | "filler"
  | "repetition"
  | "false-start"
  | "number"
  | "term"
  | "spelling"
  | "wording"
  | "paragraph";

/** One change, the smallest unit that a person accepts or undoes. `id` is the same for the same machine text and the
 * same change. A new paragraph stands before `firstWord`, with "" before and two line feeds after. */
export type EnhancementChange = {
  id: string;
  kind: ChangeKind;
  firstWord: number;
  wordCount: number;
  before: string;
  after: string;
};

export type EnhancementStyle = {
  fillers: "keep" | "remove";
  falseStarts: "keep" | "remove";
  /** `words-to-ten`: up to ten in words, above in digits. */
  numbers: "keep" | "digits" | "words-to-ten";
  paragraphs: boolean;
  /** Share of words that may differ, 0 to 1. */
  driftLimit: number;
};

export type GlossaryTerm = { text: string; soundsLike: string[] };

export type EnhancementOptions = {
  /** BCP 47 primary tag; null where nobody knows. */
  language: string | null;
  style: EnhancementStyle;
  glossary: GlossaryTerm[];
};

export type ViolationClass =
  | "invented"
  | "dropped"
  | "number"
  | "name"
  | "negation"
  | "quotation"
  | "drift"
  | "language"
  | "markup";

export type GateViolation = {
  class: ViolationClass;
  firstWord: number;
  wordCount: number;
  before: string;
  after: string;
};

export type GateVerdict = { accepted: boolean; violations: GateViolation[]; drift: number };

/** Words [fromWord, toWord) are enhanced; [contextFromWord, contextToWord) are shown with them. */
export type EnhancementWindow = {
  index: number;
  fromWord: number;
  toWord: number;
  contextFromWord: number;
  contextToWord: number;
};

export type DomainName =
  | "general"
  | "interview"
  | "lecture"
  | "meeting"
  | "medical"
  | "legal"
  | "technical"
  | "podcast";

export type BuiltInDomain = { style: EnhancementStyle; instructions: string; vocabulary: string[] };
