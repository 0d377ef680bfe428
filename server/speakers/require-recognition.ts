import { Prisma, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";

/** Locks the owner: those who change profiles take turns.
 * @throws TraxError VOICES_OFF */
export async function requireRecognition(tx: Tx, ownerId: number, { isNeeded = true } = {}): Promise<void> {
  const [user] = await tx.$queryRaw<{ on: boolean }[]>(Prisma.sql`
    select recognises_voices as "on" from users where id = ${ownerId} for update`);
  if (isNeeded && !user?.on) throw new TraxError("VOICES_OFF");
}

/** The caller has locked the owner. */
export async function findOrCreateProfile(tx: Tx, ownerId: number, name: string): Promise<number> {
  const known = await tx.speakerProfile.findFirst({ where: { userId: ownerId, name }, select: { id: true } });
  if (known) return known.id;
  return (await tx.speakerProfile.create({ data: { userId: ownerId, name }, select: { id: true } })).id;
}
