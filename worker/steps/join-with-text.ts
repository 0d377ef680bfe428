import { joinRange, type TimeRange } from "@/core/alignment/join-range";
import { replaceCorrections, replaceWarnings } from "@/core/quality/replace-warnings";
import type { WordSegment } from "@/core/transcript/segment-words";
import type { Claim } from "@/server/jobs/lifecycle";
import { taskData } from "@/server/jobs/work-schema";
import { Prisma, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { toSegmentViews } from "@/server/transcripts/data";
import { requireMachineText } from "@/server/transcripts/require-machine-text";
import { processingMetadata, qualityWarningsV2 } from "@/server/transcripts/result-schema";
import type { AssembledResult } from "./assemble-result";

const metadataOfBefore = processingMetadata.pick({
  language: true,
  languageSource: true,
  timesEstimated: true,
  vocabulary: true,
});

/** The stretch that alone is to be heard; null: all of the recording. */
export function findStretch({ taskData: task }: Pick<Claim, "taskData">): TimeRange | null {
  return taskData.parse(task ?? {}).range ?? null;
}

/** What was heard of a stretch within the text that the machine has of the rest, at this moment: the document is locked
 * until its new result is there. What is said of the whole text is of the whole.
 * @throws TraxError NOT_FOUND when there is no such text any more */
export async function joinWithText(
  tx: Tx,
  documentId: string | null,
  heard: AssembledResult,
  range: TimeRange,
) {
  if (documentId === null) throw new TraxError("NOT_FOUND", { what: "transcript" });
  await tx.$queryRaw(Prisma.sql`
    select 1 from transcript_documents where id = ${documentId}::uuid for update`);
  const { result: before, lines } = await requireMachineText(tx, documentId);
  const segments = joinRange(toSegmentViews(lines).map(toLine), heard.words, range);
  const metadata = metadataOfBefore.catch({}).parse(before.processingMetadata ?? {});
  const { codes, warnings } = replaceWarnings(
    { codes: before.qualityWarnings ?? [], warnings: toWarnings(before) },
    heard.quality.warnings,
    range,
  );
  const corrections = replaceCorrections(
    metadata.vocabulary?.corrections ?? [],
    heard.vocabulary?.corrections ?? [],
    range,
  );
  const terms = heard.vocabulary?.terms ?? metadata.vocabulary?.terms;
  return {
    segments,
    text: segments.map(({ text }) => text).join(" "),
    wordCount: segments.reduce((sum, { words }) => sum + words.length, 0),
    codes,
    warnings,
    metadata: {
      range: { ...range, resultId: before.id, language: heard.language ?? undefined },
      language: metadata.language ?? heard.language ?? undefined,
      languageSource: metadata.language ? metadata.languageSource : undefined,
      timesEstimated: metadata.timesEstimated || heard.timesEstimated || undefined,
      vocabulary: terms === undefined ? undefined : { terms, corrections },
    },
  };
}

function toLine({ text, startMs, endMs, words }: WordSegment): WordSegment {
  const bare = words.map((word) => ({
    ...{ text: word.text, startMs: word.startMs, endMs: word.endMs },
    confidence: word.confidence,
  }));
  return { text, startMs, endMs, words: bare };
}

/** As this version wrote them; other writers put bare codes there. */
function toWarnings({ qualityWarningsV2: stored }: { qualityWarningsV2: unknown }) {
  return (qualityWarningsV2.safeParse(stored ?? []).data ?? []).map((entry) => {
    const warning = typeof entry === "string" ? { code: entry } : entry;
    return { ...warning, startMs: warning.startMs ?? null, endMs: warning.endMs ?? null };
  });
}
