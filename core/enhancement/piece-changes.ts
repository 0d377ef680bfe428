import type { TextPiece } from "./derive-pieces";
import { splitSigns } from "./split-signs";

/** The independent changes of a piece: its words (or only their capitals), its punctuation, and that a paragraph begins.
 * Each may be taken back without the others. */
export type PieceChange = {
  part: "body" | "casing" | "signs" | "paragraph";
  before: string;
  after: string;
};

type Parts = { lead: string; bodies: string[]; trail: string };

export function listPieceChanges(piece: TextPiece): PieceChange[] {
  const changes: PieceChange[] = [];
  if (piece.beginsParagraph) changes.push({ part: "paragraph", before: "", after: "\n\n" });
  if (piece.words.length === 0 || piece.tokens.length === 0) {
    changes.push({ part: "body", before: piece.words.join(" "), after: piece.tokens.join(" ") });
    return changes;
  }
  const [before, after] = [splitParts(piece.words), splitParts(piece.tokens)];
  if (before.bodies.join(" ") !== after.bodies.join(" ")) {
    const isCasing = before.bodies.join(" ").toLowerCase() === after.bodies.join(" ").toLowerCase();
    changes.push({
      part: isCasing ? "casing" : "body",
      before: write(before).join(" "),
      after: write({ ...before, bodies: after.bodies }).join(" "),
    });
  }
  if (before.lead !== after.lead || before.trail !== after.trail) {
    changes.push({
      part: "signs",
      before: write(before).join(" "),
      after: write({ ...after, bodies: before.bodies }).join(" "),
    });
  }
  return changes;
}

/** The texts of a piece with some of its changes taken back. `isOriginal`: the texts are the machine words one by one. */
export function writePiece(
  piece: TextPiece,
  isUndone: (part: PieceChange["part"]) => boolean,
): { texts: string[]; isOriginal: boolean } {
  const isBodyUndone = isUndone("body") || isUndone("casing");
  if (piece.words.length === 0 || piece.tokens.length === 0) {
    return isUndone("body")
      ? { texts: piece.words, isOriginal: true }
      : { texts: piece.tokens, isOriginal: false };
  }
  const [before, after] = [splitParts(piece.words), splitParts(piece.tokens)];
  const signs = isUndone("signs") ? before : after;
  const bodies = isBodyUndone ? before.bodies : after.bodies;
  return { texts: write({ ...signs, bodies }), isOriginal: isBodyUndone };
}

/** Only the outer signs are apart; those within belong to the words. */
function splitParts(texts: readonly string[]): Parts {
  const bodies = [...texts];
  const first = splitSigns(bodies[0] as string);
  bodies[0] = first.body + first.trail;
  const last = splitSigns(bodies.at(-1) as string);
  bodies[bodies.length - 1] = last.lead + last.body;
  return { lead: first.lead, bodies, trail: last.trail };
}

function write({ lead, bodies, trail }: Parts): string[] {
  const texts = [...bodies];
  texts[0] = lead + texts[0];
  texts[texts.length - 1] = (texts.at(-1) as string) + trail;
  return texts;
}
