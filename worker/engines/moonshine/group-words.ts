import llamaTokenizer from "llama-tokenizer-js";

const wordStart = "▁";

/** A word of the decoded text and the tokens that spell it, `[firstToken, endToken)`. */
export interface TokenWord {
  text: string;
  firstToken: number;
  endToken: number;
  /** Tokens that hold letters or digits; all of them when none does. */
  spelling: number[];
}

/** Words as the text has them between spaces. The model knows more ids than its tokenizer has pieces: the
 * special ones spell nothing. */
export function groupWords(tokens: readonly number[]): TokenWord[] {
  const groups: number[][] = [];
  tokens.forEach((id, at) => {
    const piece = llamaTokenizer.vocabById[id];
    if (piece === undefined) return;
    const group = groups.at(-1);
    if (!group || piece.startsWith(wordStart)) groups.push([at]);
    else group.push(at);
  });
  return groups
    .map((group) => {
      const decode = (at: number[]) =>
        llamaTokenizer.decode(
          at.map((token) => tokens[token] ?? 0),
          false,
          false,
        );
      const spelling = group.filter((at) => /[\p{L}\p{N}\uFFFD]/u.test(decode([at])));
      return {
        // At a breath the model sometimes writes its comma twice.
        text: decode(group)
          .trim()
          .replace(/([,;:])\1+/g, "$1"),
        firstToken: group[0] ?? 0,
        endToken: (group.at(-1) ?? 0) + 1,
        spelling: spelling.length > 0 ? spelling : group,
      };
    })
    .filter((word) => word.text.length > 0);
}
