import { runAtOnce, type Stepwise } from "../stepwise/stepwise";
import { derivePieces } from "./derive-pieces";
import { createNamer } from "./list-changes";
import { listPieceChanges, type PieceChange, writePiece } from "./piece-changes";
import type { EnhancedParagraph, EnhancedToken, MachineWord } from "./types";

/** The enhanced text with the changes of these ids taken back to the machine text; unknown ids change nothing. */
export function undoChanges(
  words: readonly MachineWord[],
  paragraphs: readonly EnhancedParagraph[],
  undone: ReadonlySet<string>,
): EnhancedParagraph[] {
  return runAtOnce(undoChangesInSteps(words, paragraphs, undone));
}

/** The same, for long texts. */
export function* undoChangesInSteps(
  words: readonly MachineWord[],
  paragraphs: readonly EnhancedParagraph[],
  undone: ReadonlySet<string>,
): Stepwise<EnhancedParagraph[]> {
  const nameChange = createNamer();
  const written: EnhancedParagraph[] = [];
  let tokens: EnhancedToken[] = [];
  for (const piece of yield* derivePieces(words, paragraphs)) {
    yield;
    const parts = new Set<PieceChange["part"]>();
    for (const { part, before, after } of listPieceChanges(piece)) {
      const wordCount = part === "paragraph" ? 0 : piece.words.length;
      if (undone.has(nameChange({ firstWord: piece.firstWord, wordCount, before, after }))) parts.add(part);
    }
    if (piece.beginsParagraph && !parts.has("paragraph") && tokens.length > 0) {
      written.push({ tokens });
      tokens = [];
    }
    const { texts, isOriginal } = writePiece(piece, (part) => parts.has(part));
    const places = listPlaces(words, piece.firstWord, piece.words.length);
    const end = (places.at(-1) ?? piece.firstWord - 1) + 1;
    for (const [at, text] of texts.entries()) {
      const isEach = isOriginal || texts.length === places.length;
      const firstWord = isEach ? (places[at] ?? piece.firstWord) : at === 0 ? piece.firstWord : end;
      const wordCount = piece.words.length === 0 ? 0 : isEach ? 1 : at === 0 ? end - piece.firstWord : 0;
      tokens.push({ text, firstWord, wordCount });
    }
  }
  if (tokens.length > 0) written.push({ tokens });
  return written;
}

/** Where the words of a piece stand: those without a text are passed over. */
function listPlaces(words: readonly MachineWord[], firstWord: number, count: number): number[] {
  const places: number[] = [];
  for (let at = firstWord; places.length < count && at < words.length; at++) {
    if (words[at]?.text.trim() !== "") places.push(at);
  }
  return places;
}
