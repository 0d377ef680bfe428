import { setImmediate as nextTurn } from "node:timers/promises";
import { summarizeByRanking } from "@/core/summary/summarize-by-ranking";
import { summaryPromptVersion } from "@/core/summary/summary-prompt";
import type { JobClaim } from "@/server/jobs/processing-jobs";
import { jobParameters } from "@/server/jobs/work-schema";
import { TraxError } from "@/server/platform/errors";
import { createSummary } from "@/server/summaries/data";
import { planSummary, type SummaryPlan, type SummaryWish } from "@/server/summaries/plan-summary";
import { summaryInput } from "@/server/summaries/schema";
import { createModelSummarizer } from "../engines/enhancement/model-summarizer";
import { noUsage } from "../engines/enhancement/text-engine";
import type { Step, StepContext } from "../step";
import { summarizeByModel } from "./summarize-by-model";

/** Of the rules; grows when they make something else of a text. */
const rankingVersion = "ranking-1";

/** Sums a transcript up, as it reads at this moment, and parts it into chapters. */
export const summarizeTranscript: Step<JobClaim> = async (context, run) => {
  const startedMs = performance.now();
  const { prisma, signal, setProgress } = context;
  const { documentId, ownerId } = run;
  if (!documentId) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const wish = readWish(run.parameters);
  const plan = await planSummary(ownerId, documentId, wish, prisma);
  signal.throwIfAborted();
  setProgress(0.05);
  await nextTurn();
  const { content, figures } = plan.server
    ? await askModel(context, run, plan)
    : {
        content: { ...summarizeByRanking(plan.sentences, plan.template, plan.language), gaps: [] },
        figures: null,
      };
  signal.throwIfAborted();
  const { template, server, revision, basis } = plan;
  const metadata = {
    promptVersion: server ? summaryPromptVersion : rankingVersion,
    ...{
      language: plan.language,
      words: plan.wordCount,
      ...(figures ?? { ...noUsage(), windows: 1, cached: 0 }),
    },
    seconds: (performance.now() - startedMs) / 1_000,
  };
  const model = server?.model ?? "rules";
  const count = content.sections.reduce((sum, { statements }) => sum + statements.length, 0);
  return {
    resultData: {
      ...metadata,
      model,
      template: template.id,
      statements: count,
      dropped: content.dropped.length,
    },
    write: (tx) =>
      createSummary(tx, {
        ...{ documentId, template: template.id, engine: server ? "openai" : "rules", model },
        ...{ revision, basis, content, metadata },
      }),
  };
};

function readWish(parameters: unknown): SummaryWish {
  const { template, engine, model } = jobParameters.parse(parameters ?? {});
  const { engine: engineInput, template: templateInput, model: modelInput } = summaryInput.shape;
  return {
    template: templateInput.parse(template),
    engine: engineInput.parse(engine),
    model: modelInput.parse(model),
  };
}

async function askModel(context: StepContext, run: JobClaim, plan: SummaryPlan) {
  if (!plan.server) throw new TraxError("TEXT_NOT_SET_UP");
  const job = await context.prisma.v2ProcessingJob.findUniqueOrThrow({
    where: { id: run.jobId },
    select: { createdAt: true },
  });
  return summarizeByModel(context, {
    ...{ ownerId: run.ownerId, plan, server: plan.server, group: run.documentId ?? "" },
    summarizer: createModelSummarizer(context.engines.texts.getModel(plan.server)),
    askedAt: job.createdAt ?? new Date(0),
  });
}
