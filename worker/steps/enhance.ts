import type { VocabularyTerm } from "@/core/transcript/parse-terms";
import { nameRejection } from "@/server/enhancement/data";
import { findEnhancer } from "@/server/enhancement/enhancer-facts";
import { planWork } from "@/server/enhancement/plan-work";
import { removeWindows } from "@/server/enhancement/window-rows";
import { buildEnhancement, planEnhancement, writeEnhancement } from "@/server/enhancement/write-enhancement";
import { exportFormats } from "@/server/exports/schema";
import type { Claim } from "@/server/jobs/lifecycle";
import { createProcessingJob, type JobClaim } from "@/server/jobs/processing-jobs";
import { type EnhanceWish, jobParameters, taskData } from "@/server/jobs/work-schema";
import type { PrismaClient } from "@/server/platform/db";
import { isTraxError, TraxError } from "@/server/platform/errors";
import type { Step, StepContext, StepOutput } from "../step";
import { type EnhanceRun, enhanceWindows } from "./enhance-windows";
import { listKeptTerms } from "./vocabulary-terms";

/** Of work that says nothing of it, as other clients ask for it. */
const usualWish: EnhanceWish = { engine: "rules" };

/** Makes the text of a transcript that is there better. */
export const enhanceTranscript: Step<JobClaim> = async (context, run) => {
  const { transcriptId, documentId, ownerId, jobId, claimToken } = run;
  if (!transcriptId) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const { enhance: wish = usualWish } = jobParameters.parse(run.parameters ?? {});
  const work = { jobId, claimToken };
  return enhance(context, { ownerId, work, transcriptId, documentId, wish, terms: [] });
};

/** The same as the last step of a source, with the downloads that waited for it. A text without words is left as it is:
 * that is no failure of the source. */
export const enhanceSource: Step<Claim> = async (context, run) => {
  const { prisma } = context;
  const { ownerId, documentId, mediaFileId, batchId, sourceIndex, itemId, claimToken } = run;
  const { enhance: wish = usualWish, exportsWanted = [] } = taskData.parse(run.taskData ?? {});
  const transcriptId = await findTranscript(prisma, run);
  const terms = await listKeptTerms(prisma, run);
  const formats = exportFormats.filter((known) => exportsWanted.includes(known));
  const of = { ownerId, work: { itemId, claimToken }, transcriptId, documentId, wish, terms };
  const output = await enhance(context, of).catch((error: unknown): StepOutput => {
    if (isTraxError(error) && error.code === "ENHANCEMENT_NO_WORDS") return { resultData: { words: 0 } };
    throw error;
  });
  return {
    ...output,
    asksForWork: formats.length > 0,
    async write(tx) {
      await output.write?.(tx);
      await tx.batchItem.update({ where: { id: itemId }, data: { transcriptId } });
      for (const format of formats) {
        const job = { mediaFileId, documentId, batchId, sourceIndex, transcriptId, parameters: { format } };
        await createProcessingJob(tx, { jobType: "export", ...job });
      }
    },
  };
};

/** What the steps before made of the source, or the newest text of its recording.
 * @throws TraxError NOT_FOUND */
async function findTranscript(
  prisma: PrismaClient,
  { documentId, mediaFileId }: Pick<Claim, "documentId" | "mediaFileId">,
): Promise<string> {
  const document = documentId
    ? await prisma.transcriptDocument.findUnique({
        where: { id: documentId },
        select: { currentResultId: true },
      })
    : null;
  if (document?.currentResultId) return document.currentResultId;
  const newest = mediaFileId
    ? await prisma.transcriptionResult.findFirst({
        where: { mediaFileId },
        orderBy: { createdAt: "desc" },
        select: { id: true },
      })
    : null;
  if (!newest) throw new TraxError("NOT_FOUND", { what: "transcript" });
  return newest.id;
}

interface EnhanceOf extends Pick<EnhanceRun, "ownerId" | "work"> {
  transcriptId: string;
  documentId: string | null;
  wish: EnhanceWish;
  terms: readonly VocabularyTerm[];
}

async function enhance(context: StepContext, of: EnhanceOf): Promise<StepOutput> {
  const startedMs = performance.now();
  const { prisma, engines, signal } = context;
  const { ownerId, work, transcriptId, documentId, wish, terms } = of;
  const facts = findEnhancer(wish.engine, wish.model ?? null);
  if (!facts) throw new TraxError("TEXT_NOT_SET_UP");
  const result = await prisma.transcriptionResult.findUnique({
    where: { id: transcriptId },
    select: { segments: true, mergedContent: true, diarizationContent: true, processingMetadata: true },
  });
  if (!result) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const plan = await planWork(ownerId, result, wish, terms, prisma);
  const enhancer = engines.texts.getEnhancer(facts);
  const { windows, usage } = await enhanceWindows(context, {
    ownerId,
    work,
    plan,
    enhancer,
    group: transcriptId,
  });
  signal.throwIfAborted();
  const kept = windows.filter(({ report }) => report.outcome === "accepted").length;
  if (kept === 0) {
    // Whoever tries again asks again.
    await removeWindows(prisma, work, ["rejected", "failed"]);
    const reason = windows[0] ? nameRejection(windows[0].report) : "nothing was answered";
    throw new TraxError("ENHANCEMENT_NOTHING_KEPT", { windows: windows.length, reason });
  }
  const cached = windows.filter(({ report }) => report.cached).length;
  const figures = {
    engine: enhancer.id,
    model: enhancer.model,
    promptVersion: enhancer.promptVersion,
    domain: plan.domain.name,
    domainVersion: plan.domain.version,
    windows: windows.length,
    rejected: windows.length - kept,
    cached,
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    dollars: usage.dollars,
    seconds: (performance.now() - startedMs) / 1_000,
    enhancedAt: new Date().toISOString(),
  };
  const built = await buildEnhancement({ plan, windows, metadata: figures });
  const planned = await planEnhancement(prisma, transcriptId, documentId, built);
  return {
    resultData: { ...figures, words: plan.words.length, requests: usage.requests },
    async write(tx) {
      await writeEnhancement(tx, transcriptId, documentId, built, planned);
      await removeWindows(tx, work);
    },
  };
}
