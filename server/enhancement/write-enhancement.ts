import type { z } from "zod";
import { toEnhancedLinesInSteps } from "@/core/enhancement/enhanced-lines";
import { enhancedText } from "@/core/enhancement/enhanced-text";
import { listChangesInSteps } from "@/core/enhancement/list-changes";
import { joinWindows } from "@/core/enhancement/machine-text";
import type { EnhancedParagraph } from "@/core/enhancement/types";
import type { WordSegment } from "@/core/transcript/segment-words";
import { Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { runInTurns } from "@/server/platform/run-in-turns";
import { sendStoredJson } from "@/server/platform/send-long-text";
import { storedJson, storedJsonTextInSteps } from "@/server/platform/stored-json";
import { planDocumentResult, writeDocumentResult } from "@/server/transcripts/data";
import {
  enhancedContentV2,
  processingMetadata,
  qualityWarningsV2,
  type windowReport,
} from "@/server/transcripts/result-schema";
import type { MachineSegments } from "@/server/transcripts/schema";
import type { WorkPlan } from "./plan-work";
import { toContent } from "./window-rows";

export interface FinishedEnhancement {
  plan: Pick<WorkPlan, "words" | "basis" | "domain" | "glossary">;
  /** Of each window, in order. */
  windows: { paragraphs: EnhancedParagraph[]; report: z.output<typeof windowReport> }[];
  metadata: NonNullable<z.input<typeof processingMetadata>["enhancement"]>;
}

/** Builds what is written, apart from the transaction: of a long text that takes its time, and hearts beat between. */
export async function buildEnhancement({ plan, windows, metadata }: FinishedEnhancement) {
  const { words, basis, domain, glossary } = plan;
  const paragraphs = joinWindows(
    words,
    windows.map((window) => window.paragraphs),
  );
  const lines = await runInTurns(toEnhancedLinesInSteps(words, paragraphs));
  const changes = await runInTurns(listChangesInSteps(words, paragraphs, glossary));
  const reports = windows.map(({ report }) => report);
  const text = enhancedText(paragraphs);
  const enhanced: z.input<typeof enhancedContentV2> = {
    text,
    segments: toMachineSegments(lines),
    basis,
    paragraphs: toContent(paragraphs),
    changes,
    undone: [],
    accepted: [],
    windows: reports,
  };
  const warnings = reports
    .filter(({ outcome }) => outcome !== "accepted")
    .map(({ startMs, endMs }) => ({ code: "enhancement_rejected", startMs, endMs }));
  const content = await runInTurns(storedJsonTextInSteps(enhancedContentV2, enhanced));
  return { text, lines, content, warnings, domain: domain.name, metadata };
}

type BuiltEnhancement = Awaited<ReturnType<typeof buildEnhancement>>;

/** What becomes of the document, worked out apart from the transaction as well; null where there is none. */
export async function planEnhancement(
  prisma: PrismaClient,
  resultId: string,
  documentId: string | null,
  { lines }: Pick<BuiltEnhancement, "lines">,
) {
  if (!documentId) return null;
  const idPrefix = `${resultId.slice(0, 8)}-e${Date.now().toString(36)}`;
  return planDocumentResult(prisma, { documentId, resultId, idPrefix, segments: lines });
}

/** Writes the enhanced text of a result and puts it before the person: what they did not touch becomes the enhanced,
 * what they did stays theirs. It is one revision, which Versions takes back. */
export async function writeEnhancement(
  tx: Tx,
  resultId: string,
  documentId: string | null,
  built: BuiltEnhancement,
  planned: Awaited<ReturnType<typeof planEnhancement>>,
): Promise<void> {
  const [row] = await tx.$queryRaw<
    { metadata: unknown; warnings: unknown; pipeline: string | null }[]
  >(Prisma.sql`
    select processing_metadata as metadata, quality_warnings_v2 as warnings, pipeline_version as pipeline
    from transcription_results where id = ${resultId}::uuid for update`);
  if (!row) return;
  // Another result may have taken its place meanwhile; then the enhanced text is kept with its own.
  const isShown = documentId
    ? await tx.transcriptDocument.count({ where: { id: documentId, currentResultId: resultId } })
    : 0;
  // Before it is written: what the person corrected, they corrected in the text of before.
  if (planned && isShown > 0) await writeDocumentResult(tx, planned);
  const kept = (qualityWarningsV2.safeParse(row.warnings ?? []).data ?? []).filter(
    (warning) => typeof warning === "string" || warning.code !== "enhancement_rejected",
  );
  await tx.$executeRaw(Prisma.sql`
    update transcription_results set enhanced_content_v2 = ${await sendStoredJson(tx, built.content)}::jsonb
    where id = ${resultId}::uuid`);
  await tx.transcriptionResult.update({
    where: { id: resultId },
    data: {
      enhancedContent: built.text,
      domainUsed: built.domain,
      // What was heard twice, or has its speakers found, stays what it is.
      pipelineVersion: row.pipeline === null || row.pipeline === "v1" ? "v2" : row.pipeline,
      qualityWarningsV2: storedJson(qualityWarningsV2, [...kept, ...built.warnings]),
      processingMetadata: storedJson(processingMetadata, {
        ...((row.metadata as Record<string, unknown> | null) ?? {}),
        enhancement: built.metadata,
      }),
    },
  });
}

/** In Whisper's shape, as machines' texts are kept. */
export function toMachineSegments(lines: readonly WordSegment[]): MachineSegments {
  return lines.map((line, id) => ({
    id,
    start: line.startMs / 1_000,
    end: line.endMs / 1_000,
    text: ` ${line.text}`,
    words: line.words.map((word) => ({
      word: ` ${word.text}`,
      start: word.startMs / 1_000,
      end: word.endMs / 1_000,
      probability: word.confidence,
    })),
  }));
}
