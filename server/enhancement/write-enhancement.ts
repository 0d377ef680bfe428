import { setImmediate as nextTurn } from "node:timers/promises";
import type { z } from "zod";
import { toEnhancedLines } from "@/core/enhancement/enhanced-lines";
import { enhancedText } from "@/core/enhancement/enhanced-text";
import { listChanges } from "@/core/enhancement/list-changes";
import { joinWindows } from "@/core/enhancement/machine-text";
import type { EnhancedParagraph } from "@/core/enhancement/types";
import type { WordSegment } from "@/core/transcript/segment-words";
import { Prisma, type Tx } from "@/server/platform/db";
import { storedJson } from "@/server/platform/stored-json";
import { writeDocumentResult } from "@/server/transcripts/data";
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
  await nextTurn();
  const lines = toEnhancedLines(words, paragraphs);
  await nextTurn();
  const changes = listChanges(words, paragraphs, glossary);
  await nextTurn();
  const reports = windows.map(({ report }) => report);
  const enhanced: z.input<typeof enhancedContentV2> = {
    text: enhancedText(paragraphs),
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
  return { text: enhancedText(paragraphs), lines, enhanced, warnings, domain: domain.name, metadata };
}

/** Writes the enhanced text of a result and puts it before the person: what they did not touch becomes the enhanced,
 * what they did stays theirs. It is one revision, which Versions takes back. */
export async function writeEnhancement(
  tx: Tx,
  resultId: string,
  documentId: string | null,
  built: Awaited<ReturnType<typeof buildEnhancement>>,
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
  if (documentId && isShown > 0) {
    // Before it is written: what the person corrected, they corrected in the text of before.
    const idPrefix = `${resultId.slice(0, 8)}-e${Date.now().toString(36)}`;
    await writeDocumentResult(tx, { documentId, resultId, idPrefix, segments: built.lines });
  }
  const kept = (qualityWarningsV2.safeParse(row.warnings ?? []).data ?? []).filter(
    (warning) => typeof warning === "string" || warning.code !== "enhancement_rejected",
  );
  await tx.transcriptionResult.update({
    where: { id: resultId },
    data: {
      enhancedContent: built.text,
      enhancedContentV2: storedJson(enhancedContentV2, built.enhanced),
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
