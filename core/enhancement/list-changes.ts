import { runAtOnce, type Stepwise } from "../stepwise/stepwise";
import { areAlike } from "./alike-units";
import { isRepetition, judgeOmission } from "./allowed-wording";
import { derivePieces, type TextPiece } from "./derive-pieces";
import { findLanguageWords } from "./language-words";
import { listPieceChanges, type PieceChange } from "./piece-changes";
import { readUnits, type TextUnit } from "./read-units";
import { tellTextLanguage } from "./tell-language";
import type { ChangeKind, EnhancedParagraph, EnhancementChange, GlossaryTerm, MachineWord } from "./types";

const anyRemoval = {
  fillers: "remove",
  falseStarts: "remove",
  numbers: "keep",
  paragraphs: true,
  driftLimit: 1,
} as const;

/** Every change between the machine text and the enhanced one, in order. Punctuation and words of one place are two
 * changes, so that either can be taken back.
 * @param glossary tells terms from other wording */
export function listChanges(
  words: readonly MachineWord[],
  paragraphs: readonly EnhancedParagraph[],
  glossary: readonly GlossaryTerm[] = [],
): EnhancementChange[] {
  return runAtOnce(listChangesInSteps(words, paragraphs, glossary));
}

/** The same, for long texts. */
export function* listChangesInSteps(
  words: readonly MachineWord[],
  paragraphs: readonly EnhancedParagraph[],
  glossary: readonly GlossaryTerm[] = [],
): Stepwise<EnhancementChange[]> {
  const language = tellTextLanguage(words.slice(0, 2_000).map(({ text }) => text)) ?? "en";
  const pieces = yield* derivePieces(words, paragraphs);
  const nameChange = createNamer();
  const changes: EnhancementChange[] = [];
  for (const [index, piece] of pieces.entries()) {
    yield;
    for (const { part, before, after } of listPieceChanges(piece)) {
      const kind = findKind(
        piece,
        { part, before, after },
        () => readAround(pieces, index, language),
        language,
        glossary,
      );
      const place = { firstWord: piece.firstWord, wordCount: part === "paragraph" ? 0 : piece.words.length };
      changes.push({ id: nameChange({ ...place, before, after }), kind, ...place, before, after });
    }
  }
  return changes;
}

/** Ids follow from what a change is and where; the same change twice in one place is counted. */
export function createNamer(): (change: Omit<EnhancementChange, "id" | "kind">) => string {
  const given = new Map<string, number>();
  return ({ firstWord, wordCount, before, after }) => {
    const name = `${firstWord}-${hashText(`${wordCount}|${before}|${after}`)}`;
    const count = given.get(name) ?? 0;
    given.set(name, count + 1);
    return count === 0 ? name : `${name}-${count}`;
  };
}

/** FNV-1a of 32 bits (G. Fowler, L. C. Noll, K.-P. Vo). */
function hashText(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash ^= text.charCodeAt(at);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

type Around = { units: TextUnit[]; from: number; to: number };

function findKind(
  piece: TextPiece,
  { part, before, after }: PieceChange,
  around: () => Around,
  language: string,
  glossary: readonly GlossaryTerm[],
): ChangeKind {
  if (part === "paragraph" || part === "casing") return part;
  if (part === "signs") return "punctuation";
  if (piece.tokens.length === 0) return findRemovalKind(piece, around(), language);
  if (!/[\p{L}\p{N}]/u.test(before + after)) return "punctuation";
  const [a, b] = [readUnits(piece.words, language), readUnits(piece.tokens, language)];
  const hasNumber = a.some(({ kind }) => kind === "number") && b.some(({ kind }) => kind === "number");
  if (hasNumber) return "number";
  if (glossary.some(({ text }) => after.toLowerCase().includes(text.toLowerCase()))) return "term";
  if (piece.words.length > 0 && areAlike(a, b)) return "spelling";
  return "wording";
}

function findRemovalKind({ words }: TextPiece, { units, from, to }: Around, language: string): ChangeKind {
  const { fillers } = findLanguageWords(language);
  const bare = words.map((word) => word.toLowerCase().replace(/[^\p{L}\p{M}']/gu, ""));
  if (bare.every((word) => word === "" || fillers.has(word))) return "filler";
  if (isRepetition(units, from, to)) return "repetition";
  const keepsStarts = { ...anyRemoval, falseStarts: "keep" } as const;
  if (judgeOmission(units, from, to, keepsStarts, language) === "free") return "filler";
  return judgeOmission(units, from, to, anyRemoval, language) === "free" ? "false-start" : "wording";
}

const reach = 8;

/** The words left out as units among the words on both sides of them. */
function readAround(pieces: readonly TextPiece[], index: number, language: string): Around {
  const textsOf = (from: number, to: number) =>
    pieces.slice(Math.max(0, from), to).flatMap(({ words }) => words);
  const isSpoken = ({ kind }: TextUnit) => kind !== "filler";
  const before = readUnits(textsOf(index - reach, index), language).filter(isSpoken);
  const removed = readUnits(pieces[index]?.words ?? [], language).filter(isSpoken);
  const after = readUnits(textsOf(index + 1, index + 1 + reach), language).filter(isSpoken);
  return {
    units: [...before, ...removed, ...after],
    from: before.length,
    to: before.length + removed.length,
  };
}
