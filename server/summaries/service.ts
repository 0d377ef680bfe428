import { findWork, listKeptKeys } from "@/server/enhancement/data";
import { dispatchLooseJobs } from "@/server/jobs/dispatch";
import { createProcessingJob } from "@/server/jobs/processing-jobs";
import { cancelTextWork, retryTextWork } from "@/server/jobs/text-work";
import { type Db, getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { planSummary } from "./plan-summary";
import { type SummaryEstimateOutput, type SummaryInput, summaryInput } from "./schema";

/** Asks for a summary. Those that are there stay.
 * @throws TraxError NOT_FOUND, ENHANCEMENT_UNDER_WAY, TEXT_NOT_SET_UP, ENHANCEMENT_NO_WORDS */
export async function startSummary(
  ownerId: number,
  rawInput: SummaryInput,
  prisma: PrismaClient = getPrisma(),
): Promise<void> {
  const { documentId, ...wish } = summaryInput.parse(rawInput);
  // What cannot be done is told now, not by the worker.
  await planSummary(ownerId, documentId, wish, prisma);
  await prisma.$transaction(async (tx) => {
    // Two who ask at once take turns.
    await tx.$queryRaw(Prisma.sql`
      select 1 from transcript_documents where id = ${documentId}::uuid and owner_id = ${ownerId} for update`);
    const work = await findWork(tx, documentId, "summary");
    if (work && work.state !== "failed") throw new TraxError("ENHANCEMENT_UNDER_WAY");
    const { mediaFileId } = await tx.transcriptDocument.findUniqueOrThrow({
      where: { id: documentId },
      select: { mediaFileId: true },
    });
    await createProcessingJob(tx, {
      ...{ jobType: "summary", mediaFileId, documentId, batchId: null, sourceIndex: 0, isOfDocument: true },
      parameters: { ...wish },
    });
    await dispatchLooseJobs(tx);
  });
}

/** Of words and marks of languages in Latin letters; others have more. */
const tokensOf = (text: string) => Math.ceil(Buffer.byteLength(text) / 3.5);
/** Of an answer on a window, and of the question and the answer that make one summary of all. */
const windowAnswerTokens = 700;
const joinedAnswerTokens = 1_200;

/** What a summary would ask for and cost.
 * @throws TraxError NOT_FOUND, TEXT_NOT_SET_UP, ENHANCEMENT_NO_WORDS */
export async function estimateSummary(
  ownerId: number,
  rawInput: SummaryInput,
  db: Db = getPrisma(),
): Promise<SummaryEstimateOutput> {
  const { documentId, ...wish } = summaryInput.parse(rawInput);
  const { server, windows, instructions, wordCount } = await planSummary(ownerId, documentId, wish, db);
  const kept = await listKeptKeys(
    ownerId,
    windows.map(({ key }) => key),
    db,
  );
  const asked = windows.filter(({ key }) => !kept.has(key));
  let inputTokens = 0;
  for (const { data } of asked) inputTokens += tokensOf(instructions) + tokensOf(data) + 20;
  let outputTokens = asked.length * windowAnswerTokens;
  if (asked.length > 0 && windows.length > 1) {
    inputTokens += windows.length * windowAnswerTokens + tokensOf(instructions);
    outputTokens += joinedAnswerTokens;
  }
  const price = server?.price;
  const dollars =
    asked.length === 0 ? 0 : price ? (inputTokens * price.input + outputTokens * price.output) / 1e6 : null;
  const cachedWindows = windows.length - asked.length;
  return { words: wordCount, windows: windows.length, cachedWindows, inputTokens, outputTokens, dollars };
}

/** Ends what is under way, or puts its failure aside.
 * @throws TraxError NOT_FOUND */
export async function cancelSummary(
  ownerId: number,
  documentId: string,
  prisma: PrismaClient = getPrisma(),
): Promise<number> {
  return prisma.$transaction(async (tx) => {
    await requireOwn(tx, ownerId, documentId);
    return cancelTextWork(tx, ownerId, documentId, "summary");
  });
}

/** @throws TraxError NOT_FOUND */
export async function retrySummary(
  ownerId: number,
  documentId: string,
  prisma: PrismaClient = getPrisma(),
): Promise<number> {
  return prisma.$transaction(async (tx) => {
    await requireOwn(tx, ownerId, documentId);
    return retryTextWork(tx, documentId, "summary");
  });
}

async function requireOwn(tx: Tx, ownerId: number, documentId: string): Promise<void> {
  const found = await tx.transcriptDocument.count({ where: { id: documentId, ownerId } });
  if (found === 0) throw new TraxError("NOT_FOUND", { what: "transcript" });
}
