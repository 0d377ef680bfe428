import { termLimits } from "@/core/transcript/parse-terms";
import { getPrisma, Prisma, type PrismaClient } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { type TermsAddInput, termsAddInput } from "./schema";

/** Adds terms; one that is there already is heard as it is told now.
 * @throws TraxError TERMS_TOO_MANY: then none was added */
export async function addTerms(
  ownerId: number,
  rawInput: TermsAddInput,
  prisma: PrismaClient = getPrisma(),
): Promise<{ added: number; changed: number }> {
  const input = termsAddInput.parse(rawInput);
  const { domain } = input;
  const terms = new Map(input.terms.map((term) => [term.text, term]));
  return prisma.$transaction(async (tx) => {
    // Two that add at once take turns, and the bound holds.
    await tx.$queryRaw(Prisma.sql`select 1 from users where id = ${ownerId} for update`);
    const there = await tx.vocabularyTerm.findMany({
      where: { ownerId },
      select: { id: true, text: true, domain: true },
    });
    const known = new Map(there.filter((term) => term.domain === domain).map(({ text, id }) => [text, id]));
    const fresh = [...terms.values()].filter(({ text }) => !known.has(text));
    if (there.length + fresh.length > termLimits.owner) {
      throw new TraxError("TERMS_TOO_MANY", {
        limit: termLimits.owner,
        free: termLimits.owner - there.length,
      });
    }
    await tx.vocabularyTerm.createMany({ data: fresh.map((term) => ({ ownerId, domain, ...term })) });
    const again = [...terms.values()].filter(({ text }) => known.has(text));
    for (const { text, soundsLike } of again) {
      await tx.vocabularyTerm.update({ where: { id: known.get(text) ?? "" }, data: { soundsLike } });
    }
    return { added: fresh.length, changed: again.length };
  });
}

/** Returns those that were there, as they were. */
export async function removeTerms(
  ownerId: number,
  ids: readonly string[],
  prisma: PrismaClient = getPrisma(),
): Promise<{ text: string; soundsLike: string[]; domain: string | null }[]> {
  return prisma.$queryRaw<{ text: string; soundsLike: string[]; domain: string | null }[]>(Prisma.sql`
    delete from vocabulary_terms where owner_id = ${ownerId} and id = any(${[...ids]}::uuid[])
    returning text, sounds_like as "soundsLike", domain`);
}
