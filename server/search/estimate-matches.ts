import { Prisma, type Tx } from "@/server/platform/db";

/** What the statistics of the database say of a query, in rows. */
export interface MatchEstimate {
  /** Transcripts of the owner, and their lines. */
  documents: number;
  lines: number;
  /** Lines that match: the owner's, and everybody's. */
  matches: number;
  matchesOfAll: number;
  /** The owner has so much of the library that a word is met with the lines of all. */
  isMostlyTheirs: boolean;
}

/** From this share of all lines on. The index of words keeps owners beside them: where one has a million lines, to meet
 * these with a word there takes many times as long as to find the word. */
const mostlyShare = 0.1;

/** Microseconds, as measured; only what they are beside each other counts. Of lines that are gone through in order; that
 * the index of words names; that the index of the order names; that are read because both do; and to ask both. */
const cost = { inOrder: 2.5, named: 0.35, passed: 0.13, read: 4, asked: 2_000 };
/** Of what is expected by chance, so many standard deviations more are aimed at, and a little more, as nothing that is
 * said is spread by chance: to look twice takes longer. */
const deviations = 2;
const spare = 1.1;

export async function estimateMatches(tx: Tx, ownerId: number, tsquery: string): Promise<MatchEstimate> {
  const [explained] = await tx.$queryRaw<
    { "QUERY PLAN": { Plan: { Plans: { "Plan Rows": number }[] } }[] }[]
  >(
    Prisma.sql`explain (format json)
      select 1 from transcript_documents where owner_id = ${ownerId} and deleted_at is null
      union all select 1 from transcript_segments
      union all select 1 from transcript_segments where owner_id = ${ownerId}
      union all select 1 from transcript_segments where search @@ ${tsquery}::tsquery`,
  );
  const rows = explained?.["QUERY PLAN"][0]?.Plan.Plans.map((plan) => Math.max(1, plan["Plan Rows"])) ?? [];
  const [documents = 1, all = 1, lines = 1, matchesOfAll = 1] = rows;
  const share = Math.min(1, lines / all);
  const matches = Math.max(1, matchesOfAll * share);
  return { documents, lines, matches, matchesOfAll, isMostlyTheirs: share >= mostlyShare };
}

export interface Aim {
  /** Transcripts that are wanted, and lines that they are to hold together. */
  documents: number;
  lines: number;
  /** Of one transcript no more lines are looked at. */
  most: number;
}

/** How to find the newest transcripts that match. `order`: go through the lines of one after the other; `documents` is how
 * many that match are looked for. `words`: ask the index of words which lines match, and that of the order which of them
 * are among the newest; `documents` is among how many. */
export interface SearchPlan {
  by: "order" | "words";
  documents: number;
}

/** Chooses what takes less, where matches are spread by chance. The planner of the database would choose by the disks of
 * long ago, and does not know that of one transcript a few lines are enough. */
export function planSearch(estimate: MatchEstimate, { documents, lines, most }: Aim): SearchPlan {
  const linesEach = estimate.lines / estimate.documents;
  const matchesEach = estimate.matches / estimate.documents;
  const matchingShare = 1 - Math.exp(-matchesEach);
  const found = Math.min(most, matchesEach / matchingShare);
  const forLines = (lines + deviations * Math.sqrt(lines)) / found;
  const wanted = Math.max(documents, Math.ceil(forLines * spare));
  const among = (wanted + deviations * Math.sqrt(wanted * (1 - matchingShare))) / matchingShare;

  const inOrder =
    cost.inOrder *
    Math.min(estimate.documents, among) *
    Math.min(linesEach, (most * linesEach) / matchesEach);
  const reach = Math.min(estimate.documents, Math.ceil(among * spare));
  const named = estimate.isMostlyTheirs ? estimate.matchesOfAll : estimate.matches;
  const byWords =
    cost.asked +
    cost.named * named +
    (reach < estimate.documents ? cost.passed * reach * linesEach : 0) +
    cost.read * reach * matchesEach;
  return inOrder < byWords ? { by: "order", documents: wanted } : { by: "words", documents: reach };
}
