import { findLoop } from "../moonshine/find-loop";

/** A word with the space behind it; in scripts without spaces, a letter. */
const unit =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]\s*|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+\s*/gu;

/** A text up to where a model began to say the same again and again, one copy of it kept; as it is where it never did.
 * The recogniser decodes whole, so what it said in a loop is cut off afterwards. */
export function cutLoop(text: string): { text: string; isCut: boolean } {
  const units = text.match(unit) ?? [];
  const ids = new Map<string, number>();
  const tokens: number[] = [];
  for (const each of units) {
    const spelled = each.trim().toLowerCase();
    const id = ids.get(spelled) ?? ids.size;
    ids.set(spelled, id);
    tokens.push(id);
    const dropped = findLoop(tokens);
    if (dropped === null) continue;
    return {
      text: units
        .slice(0, tokens.length - dropped)
        .join("")
        .trim(),
      isCut: true,
    };
  }
  return { text, isCut: false };
}
