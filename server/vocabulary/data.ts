import { termLimits, type VocabularyTerm } from "@/core/transcript/parse-terms";
import { type Db, getPrisma } from "@/server/platform/db";
import type { TermView } from "./schema";

/** By the alphabet.
 * @param domain of this domain alone; null: those of all domains; left out: all there are */
export async function listTerms(
  ownerId: number,
  { filter = "", domain }: { filter?: string; domain?: string | null | undefined } = {},
  db: Db = getPrisma(),
): Promise<{ terms: TermView[]; total: number }> {
  const rows = await db.vocabularyTerm.findMany({
    where: { ownerId, ...(domain === undefined ? {} : { domain }) },
    select: { id: true, text: true, soundsLike: true, createdAt: true, domain: true },
    take: termLimits.owner,
  });
  const wanted = filter.trim().toLowerCase();
  const terms = rows
    .filter(({ text, soundsLike }) => [text, ...soundsLike].some((one) => one.toLowerCase().includes(wanted)))
    .sort((a, b) => a.text.localeCompare(b.text, "en"));
  return { terms, total: rows.length };
}

/** What a text is led by: its own terms, and of its owner those of all domains and of this one, each once. One of the
 * domain comes before one of all. */
export async function listTermsFor(
  ownerId: number,
  own: readonly VocabularyTerm[],
  db: Db = getPrisma(),
  domain: string | null = null,
): Promise<VocabularyTerm[]> {
  const { terms } = await listTerms(ownerId, {}, db);
  const ofDomain = terms.filter((term) => domain !== null && term.domain === domain);
  const ofAll = terms.filter((term) => term.domain === null);
  const each = new Map<string, VocabularyTerm>();
  for (const { text, soundsLike } of [...own, ...ofDomain, ...ofAll]) {
    if (!each.has(text)) each.set(text, { text, soundsLike });
  }
  return [...each.values()];
}
