import { termLimits, type VocabularyTerm } from "@/core/transcript/parse-terms";
import { type Db, getPrisma } from "@/server/platform/db";
import type { TermView } from "./schema";

/** By the alphabet. */
export async function listTerms(
  ownerId: number,
  { filter = "" }: { filter?: string } = {},
  db: Db = getPrisma(),
): Promise<{ terms: TermView[]; total: number }> {
  const rows = await db.vocabularyTerm.findMany({
    where: { ownerId },
    select: { id: true, text: true, soundsLike: true, createdAt: true },
    take: termLimits.owner,
  });
  const wanted = filter.trim().toLowerCase();
  const terms = rows
    .filter(({ text, soundsLike }) => [text, ...soundsLike].some((one) => one.toLowerCase().includes(wanted)))
    .sort((a, b) => a.text.localeCompare(b.text, "en"));
  return { terms, total: rows.length };
}

/** What a submission of this moment is led by: its own terms and those of its owner, each once. */
export async function listTermsFor(
  ownerId: number,
  own: readonly VocabularyTerm[],
  db: Db = getPrisma(),
): Promise<VocabularyTerm[]> {
  const { terms } = await listTerms(ownerId, {}, db);
  const named = new Set(own.map(({ text }) => text));
  const others = terms.filter(({ text }) => !named.has(text));
  return [...own, ...others.map(({ text, soundsLike }) => ({ text, soundsLike }))];
}
