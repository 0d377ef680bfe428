import { builtInDomains } from "./built-in-domains";
import type { DomainName } from "./types";

/** So much of a text tells what it is. */
const mostCharacters = 200_000;
/** What speaks for no domain in particular: words of a domain a thousand words. */
const generalRate = 4;

/** Domains by how much of their vocabulary a text holds, the likeliest first; scores add up to 1. English words tell;
 * a text of another language, or of none, is general. */
export function suggestDomain(text: string): { domain: DomainName; score: number }[] {
  const plain = ` ${(
    text
      .slice(0, mostCharacters)
      .toLowerCase()
      .replace(/[’‘]/g, "'")
      .match(/[\p{L}\p{N}'-]+/gu) ?? []
  ).join(" ")} `;
  const wordCount = Math.max(40, plain.split(" ").length - 2);
  const rates = (Object.keys(builtInDomains) as DomainName[]).map((domain) => {
    if (domain === "general") return { domain, rate: generalRate };
    const counts = builtInDomains[domain].vocabulary.map((term) =>
      Math.min(8, plain.split(` ${term} `).length - 1),
    );
    // Different words of a domain say more than one of them said often.
    const found = counts.reduce((sum, count) => sum + (count > 0 ? 1 + Math.log2(count) / 2 : 0), 0);
    return { domain, rate: (found * 1000) / wordCount };
  });
  const total = rates.reduce((sum, { rate }) => sum + rate, 0);
  return rates.map(({ domain, rate }) => ({ domain, score: rate / total })).sort((a, b) => b.score - a.score);
}
