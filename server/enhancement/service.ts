import { suggestDomain } from "@/core/enhancement/suggest-domain";
import { dispatch, dispatchLooseJobs } from "@/server/jobs/dispatch";
import { announceBatch } from "@/server/jobs/notify";
import { createProcessingJob } from "@/server/jobs/processing-jobs";
import { cancelTextWork, findTextWork, retryTextWork, type TextJobType } from "@/server/jobs/text-work";
import { type Db, getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { readMetadata } from "@/server/transcripts/data";
import { getResultOf } from "./data";
import { listKeptKeys } from "./kept-answers";
import { chooseDomain, planWork, sampleText, type WorkPlan } from "./plan-work";
import { readMachineWords } from "./read-machine-words";
import { type EnhanceInput, type EstimateOutput, enhanceInput, type SuggestOutput } from "./schema";

/** Asks that a text be made better. What is there of an earlier enhancement stays until this one is done.
 * @throws TraxError NOT_FOUND, ENHANCEMENT_UNDER_WAY, WORK_UNDER_WAY, TEXT_NOT_SET_UP, ENHANCEMENT_NO_WORDS,
 * DOMAIN_UNKNOWN */
export async function startEnhancement(
  ownerId: number,
  rawInput: EnhanceInput,
  prisma: PrismaClient = getPrisma(),
): Promise<void> {
  const { documentId, ...wish } = enhanceInput.parse(rawInput);
  await prisma.$transaction(async (tx) => {
    const { result, mediaFileId } = await lockForWork(tx, ownerId, documentId, "enhancement");
    const plan = await planWork(ownerId, result, wish, [], tx);
    await createJob(tx, ownerId, {
      ...{ documentId, mediaFileId, resultId: result.id, jobType: "enhancement" },
      // What was suggested now is what is done, whatever becomes of the suggestions until then.
      parameters: { enhance: { ...wish, domain: plan.domain.name } },
    });
  });
}

interface NewJob {
  documentId: string;
  mediaFileId: string | null;
  resultId: string;
  jobType: TextJobType;
  parameters: NonNullable<Parameters<typeof createProcessingJob>[1]["parameters"]>;
}

/** Beside the batch that the text came from, where that is still there. */
export async function createJob(tx: Tx, ownerId: number, job: NewJob): Promise<void> {
  const { documentId, mediaFileId, resultId, jobType, parameters } = job;
  const item = await tx.batchItem.findFirst({
    where: { documentId, transcriptId: resultId, batchJob: { deletedAt: null } },
    select: { batchJobId: true, sourceIndex: true },
  });
  const batchId = item?.batchJobId ?? null;
  await createProcessingJob(tx, {
    ...{ jobType, mediaFileId, documentId, batchId, transcriptId: resultId, parameters },
    sourceIndex: item?.sourceIndex ?? 0,
  });
  if (!batchId) {
    await dispatchLooseJobs(tx);
    return;
  }
  await dispatch(tx, batchId);
  await announceBatch(tx, ownerId, batchId);
}

/** The result of a document that nobody is at work on: two who ask at once take turns.
 * @throws TraxError NOT_FOUND, WORK_UNDER_WAY, ENHANCEMENT_UNDER_WAY */
export async function lockForWork(tx: Tx, ownerId: number, documentId: string, jobType: TextJobType) {
  await tx.$queryRaw(Prisma.sql`
    select 1 from transcript_documents where id = ${documentId}::uuid and owner_id = ${ownerId} for update`);
  const found = await getResultOf(ownerId, documentId, tx);
  const state = (await findTextWork(tx, documentId, jobType))?.state;
  if (state !== undefined && state !== "failed") throw new TraxError("ENHANCEMENT_UNDER_WAY");
  const live = { notIn: ["completed", "failed", "cancelled"] };
  const [items, jobs] = await Promise.all([
    tx.batchItem.count({ where: { documentId, status: live } }),
    tx.v2ProcessingJob.count({
      where: { documentId, status: live, jobType: { in: ["pass", "merge", "diarization"] } },
    }),
  ]);
  if (items + jobs > 0) throw new TraxError("WORK_UNDER_WAY");
  return found;
}

/** What an enhancement would ask for and cost.
 * @throws TraxError NOT_FOUND, TEXT_NOT_SET_UP, ENHANCEMENT_NO_WORDS, DOMAIN_UNKNOWN */
export async function estimateEnhancement(
  ownerId: number,
  rawInput: EnhanceInput,
  db: Db = getPrisma(),
): Promise<EstimateOutput> {
  const { documentId, ...wish } = enhanceInput.parse(rawInput);
  const { result } = await getResultOf(ownerId, documentId, db);
  const plan = await planWork(ownerId, result, wish, [], db);
  const kept = await listKeptKeys(
    ownerId,
    plan.windows.map(({ key }) => key),
    db,
  );
  return estimatePlan(plan, kept);
}

/** Of words and marks of languages in Latin letters; others have more. */
const bytesPerToken = 3.5;
const tokensOf = (text: string) => Math.ceil(Buffer.byteLength(text) / bytesPerToken);

function estimatePlan(plan: WorkPlan, kept: ReadonlySet<string>): EstimateOutput {
  const { enhancer, windows, words, domain, instructionText } = plan;
  const { server } = enhancer;
  const asked = server ? windows.filter(({ key }) => !kept.has(key)) : [];
  const told = tokensOf(instructionText);
  let [inputTokens, outputTokens] = [0, 0];
  for (const { before, text, after } of asked) {
    inputTokens += told + tokensOf(before) + tokensOf(text) + tokensOf(after) + 20;
    outputTokens += Math.ceil(tokensOf(text) * 1.1) + 10;
  }
  const price = server?.price;
  const dollars =
    !server || asked.length === 0
      ? 0
      : price
        ? (inputTokens * price.input + outputTokens * price.output) / 1e6
        : null;
  return {
    ...{ domain: domain.name, words: words.length, windows: windows.length },
    ...{ cachedWindows: server ? windows.length - asked.length : 0, inputTokens, outputTokens, dollars },
  };
}

/** Ends what is under way, or puts its failure aside; the text stays as it is.
 * @throws TraxError NOT_FOUND */
export async function cancelWork(
  ownerId: number,
  documentId: string,
  jobType: TextJobType,
  prisma: PrismaClient = getPrisma(),
): Promise<number> {
  return prisma.$transaction(async (tx) => {
    await requireDocument(tx, ownerId, documentId);
    return cancelTextWork(tx, ownerId, documentId, jobType);
  });
}

/** @throws TraxError NOT_FOUND */
export async function retryWork(
  ownerId: number,
  documentId: string,
  jobType: TextJobType,
  prisma: PrismaClient = getPrisma(),
): Promise<number> {
  return prisma.$transaction(async (tx) => {
    await requireDocument(tx, ownerId, documentId);
    return retryTextWork(tx, documentId, jobType);
  });
}

async function requireDocument(tx: Tx, ownerId: number, documentId: string): Promise<void> {
  const found = await tx.transcriptDocument.count({ where: { id: documentId, ownerId } });
  if (found === 0) throw new TraxError("NOT_FOUND", { what: "transcript" });
}

/** The domain that is taken where none is chosen, and those that the text sounds like, the likeliest first.
 * @throws TraxError NOT_FOUND */
export async function suggestDomains(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<SuggestOutput> {
  const { result } = await getResultOf(ownerId, documentId, db);
  const words = (await readMachineWords(result))?.words ?? [];
  const said = readMetadata(result.processingMetadata).domain;
  const { name } = await chooseDomain(ownerId, said, words, db);
  return { domain: name, suggestions: suggestDomain(sampleText(words)) };
}
