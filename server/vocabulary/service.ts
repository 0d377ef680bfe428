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
  const terms = new Map(termsAddInput.parse(rawInput).terms.map((term) => [term.text, term]));
  return prisma.$transaction(async (tx) => {
    // Two that add at once take turns, and the bound holds.
    await tx.$queryRaw(Prisma.sql`select 1 from users where id = ${ownerId} for update`);
    const there = await tx.vocabularyTerm.findMany({ where: { ownerId }, select: { text: true } });
    const known = new Set(there.map(({ text }) => text));
    const fresh = [...terms.values()].filter(({ text }) => !known.has(text));
    if (known.size + fresh.length > termLimits.owner) {
      throw new TraxError("TERMS_TOO_MANY", { limit: termLimits.owner, free: termLimits.owner - known.size });
    }
    await tx.vocabularyTerm.createMany({ data: fresh.map((term) => ({ ownerId, ...term })) });
    const again = [...terms.values()].filter(({ text }) => known.has(text));
    for (const { text, soundsLike } of again) {
      await tx.vocabularyTerm.update({ where: { ownerId_text: { ownerId, text } }, data: { soundsLike } });
    }
    return { added: fresh.length, changed: again.length };
  });
}

/** Returns those that were there, as they were. */
export async function removeTerms(
  ownerId: number,
  ids: readonly string[],
  prisma: PrismaClient = getPrisma(),
): Promise<{ text: string; soundsLike: string[] }[]> {
  return prisma.$queryRaw<{ text: string; soundsLike: string[] }[]>(Prisma.sql`
    delete from vocabulary_terms where owner_id = ${ownerId} and id = any(${[...ids]}::uuid[])
    returning text, sounds_like as "soundsLike"`);
}
