/** A stretch of tokens between quotation marks: from the token that opens it to the one that closes it. */
export type Quotation = { first: number; last: number };

const opens = /^[([{]?["“„«»]/u;
const closes = /["”“»«][)\]}.,;:!?…]*$/u;
/** Quotation marks that nobody closed end here. */
const longestQuotation = 400;

/** Quotations of a text in tokens. Apostrophes and single quotation marks are not told apart, so these count as none. */
export function findQuotations(tokens: readonly string[]): Quotation[] {
  const found: Quotation[] = [];
  let first: number | null = null;
  for (const [at, token] of tokens.entries()) {
    if (first !== null && at - first > longestQuotation) first = null;
    if (first === null && opens.test(token)) first = at;
    else if (first === null && /^[^\p{L}\p{N}]*[«“„"]/u.test(token)) first = at;
    const hasBody = /[\p{L}\p{N}]/u.test(token) || (first !== null && at > first);
    if (first !== null && hasBody && closes.test(token)) {
      found.push({ first, last: at });
      first = null;
    }
  }
  return found;
}
