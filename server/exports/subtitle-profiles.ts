import { type CueProfile, defaultCueProfile, findBuiltInProfile } from "@/core/subtitles/cue-profile";
import { type Db, getPrisma, Prisma, type PrismaClient } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { requireDocument } from "@/server/transcripts/data";
import type { ProfileWish, SubtitleProfileSave, SubtitleProfilesOutput, SubtitleProfileView } from "./schema";

/** More than anybody chooses among. */
const MOST_PROFILES = 100;
const isId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const columns = {
  ...{ id: true, name: true, lineCharacters: true, maxLines: true, minDurationMs: true },
  ...{ maxDurationMs: true, gapMs: true, charactersPerSecond: true },
} as const;

/** An owner's layouts of subtitles, by name. */
export async function listProfiles(ownerId: number, db: Db = getPrisma()): Promise<SubtitleProfileView[]> {
  const rows = await db.subtitleProfile.findMany({ where: { ownerId }, select: columns });
  return rows
    .map(({ id, name, ...profile }) => ({ id, name, profile }))
    .sort((a, b) => a.name.localeCompare(b.name, "en"));
}

/** With the one that subtitles of a transcript are laid out by. @throws TraxError NOT_FOUND, TRANSCRIPT_TRASHED */
export async function listProfilesFor(
  ownerId: number,
  documentId: string | null,
  db: Db = getPrisma(),
): Promise<SubtitleProfilesOutput> {
  const own = await listProfiles(ownerId, db);
  if (documentId === null) return { own, chosen: "default" };
  await requireDocument(ownerId, documentId, db);
  const chosen = (await findChoice(ownerId, documentId, db)) ?? "default";
  const isThere = findBuiltInProfile(chosen) !== null || own.some(({ id }) => id === chosen);
  return { own, chosen: isThere ? chosen : "default" };
}

/** Makes a layout, changes it, or brings one back under the id that it had.
 * @throws TraxError NOT_FOUND, SUBTITLE_PROFILE_TAKEN, SUBTITLE_PROFILES_TOO_MANY */
export async function saveProfile(
  ownerId: number,
  { id, name, profile }: SubtitleProfileSave,
  prisma: PrismaClient = getPrisma(),
): Promise<SubtitleProfileView> {
  const data = { name: name.replaceAll("\u0000", ""), ...profile };
  try {
    return await prisma.$transaction(async (tx) => {
      // Two who save at once take turns, so that no more than the most come to be.
      await tx.$queryRaw(Prisma.sql`select 1 from users where id = ${ownerId} for update`);
      const there = id ? await tx.subtitleProfile.findUnique({ where: { id } }) : null;
      if (there && there.ownerId !== ownerId) throw new TraxError("NOT_FOUND", { what: "layout" });
      if (!there && (await tx.subtitleProfile.count({ where: { ownerId } })) >= MOST_PROFILES) {
        throw new TraxError("SUBTITLE_PROFILES_TOO_MANY", { limit: MOST_PROFILES });
      }
      const saved = there
        ? await tx.subtitleProfile.update({ where: { id: there.id }, data, select: columns })
        : await tx.subtitleProfile.create({ data: { id, ownerId, ...data }, select: columns });
      return { id: saved.id, name: saved.name, profile };
    });
  } catch (error) {
    if ((error as { code?: string }).code !== "P2002") throw error;
    throw new TraxError("SUBTITLE_PROFILE_TAKEN", { name }, { cause: error });
  }
}

/** Transcripts that had it are laid out as usual from now on. @throws TraxError NOT_FOUND */
export async function removeProfile(
  ownerId: number,
  id: string,
  prisma: PrismaClient = getPrisma(),
): Promise<void> {
  const { count } = await prisma.subtitleProfile.deleteMany({ where: { id, ownerId } });
  if (count === 0) throw new TraxError("NOT_FOUND", { what: "layout" });
}

/** How the subtitles of a transcript are laid out from now on: what the editor warns of, and what downloads keep to.
 * @throws TraxError NOT_FOUND, TRANSCRIPT_TRASHED */
export async function chooseProfile(
  ownerId: number,
  { documentId, profile }: { documentId: string; profile: string },
  prisma: PrismaClient = getPrisma(),
): Promise<void> {
  await requireDocument(ownerId, documentId, prisma);
  if (!(await findProfile(ownerId, profile, prisma))) throw new TraxError("NOT_FOUND", { what: "layout" });
  const subtitleProfile = profile === "default" ? null : profile;
  await prisma.transcriptDocument.updateMany({
    where: { id: documentId, ownerId },
    data: { subtitleProfile },
  });
}

/** What a download keeps to: what was asked for, else what the transcript has. @throws TraxError NOT_FOUND for a layout that is
 * not there */
export async function resolveProfile(
  ownerId: number,
  documentId: string,
  wish: ProfileWish | undefined,
  db: Db = getPrisma(),
): Promise<CueProfile> {
  if (typeof wish === "object") return wish;
  if (wish === undefined) {
    const chosen = await findChoice(ownerId, documentId, db);
    return (chosen === null ? null : await findProfile(ownerId, chosen, db)) ?? defaultCueProfile;
  }
  const found = await findProfile(ownerId, wish, db);
  if (!found) throw new TraxError("NOT_FOUND", { what: "layout" });
  return found;
}

async function findChoice(ownerId: number, documentId: string, db: Db): Promise<string | null> {
  const row = await db.transcriptDocument.findFirst({
    where: { id: documentId, ownerId },
    select: { subtitleProfile: true },
  });
  return row?.subtitleProfile ?? null;
}

/** @param name of a built-in one, or the id of one of the owner's */
async function findProfile(ownerId: number, name: string, db: Db): Promise<CueProfile | null> {
  const builtIn = findBuiltInProfile(name);
  if (builtIn || !isId.test(name)) return builtIn;
  const row = await db.subtitleProfile.findFirst({ where: { id: name, ownerId }, select: columns });
  if (!row) return null;
  const { id: _, name: __, ...profile } = row;
  return profile;
}
