import { Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { quoteLexeme } from "./query-terms";

/** One worker at a time; see `pg_try_advisory_xact_lock`. */
const lockKeys = Prisma.sql`72707369, 17`;
const changesAtOnce = 20;
const roundsAtOnce = 50;
/** A document that was deleted takes thousands of words along. */
const patience = { maxWait: 10_000, timeout: 120_000 };

/** Brings `search_words` up to what lines hold: what came in is added, what nobody says any more goes, names of people
 * included. Returns how many changes of lines it took in. */
export async function refreshSearchWords(prisma: PrismaClient): Promise<number> {
  let taken = 0;
  for (let round = 0; round < roundsAtOnce; round += 1) {
    const count = await prisma.$transaction(takeChanges, patience);
    taken += count;
    if (count < changesAtOnce) break;
  }
  return taken;
}

interface Change {
  ownerId: number;
  isGone: boolean;
  words: string[];
}

async function takeChanges(tx: Tx): Promise<number> {
  const [lock] = await tx.$queryRaw<{ taken: boolean }[]>(
    Prisma.sql`select pg_try_advisory_xact_lock(${lockKeys}) as taken`,
  );
  if (!lock?.taken) return 0;
  const changes = await tx.$queryRaw<Change[]>(Prisma.sql`
    delete from search_changes where id in (select id from search_changes order by id limit ${changesAtOnce})
    returning owner_id as "ownerId", is_gone as "isGone", words`);
  // First what came: what was said and taken back is gone then, whatever the order.
  for (const { ownerId, words } of changes.filter(({ isGone }) => !isGone)) {
    await tx.$executeRaw(Prisma.sql`
      insert into search_words (owner_id, word) select ${ownerId}, word from unnest(${words}::text[]) as word
      on conflict do nothing`);
  }
  for (const { ownerId, words } of changes.filter(({ isGone }) => isGone)) {
    const unsaid: string[] = [];
    // One by one: the planner looks at how common each is.
    for (const word of words) if (!(await isSaid(tx, ownerId, word))) unsaid.push(word);
    await tx.$executeRaw(Prisma.sql`
      delete from search_words where owner_id = ${ownerId} and word = any(${unsaid}::text[])`);
  }
  return changes.length;
}

async function isSaid(tx: Tx, ownerId: number, word: string): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>(Prisma.sql`
    select 1 from transcript_segments
    where owner_id = ${ownerId} and search @@ ${quoteLexeme(word)}::tsquery limit 1`);
  return rows.length > 0;
}
