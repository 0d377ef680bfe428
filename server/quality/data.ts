import { describeQualityWarning } from "@/core/quality/quality-warnings";
import { type Db, getPrisma, Prisma } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { readMetadata } from "@/server/transcripts/data";
import { processingMetadata, qualityWarningsV2 } from "@/server/transcripts/result-schema";
import { confusions, type MeasurementView, type QualityRow, type QualityView, qualityRow } from "./schema";

/** How good the machine's text of a document is: measured where somebody knows what was said, else estimated.
 * @throws TraxError NOT_FOUND */
export async function getQuality(
  ownerId: number,
  documentId: string,
  db: Db = getPrisma(),
): Promise<QualityView> {
  const document = await db.transcriptDocument.findFirst({
    where: { id: documentId, ownerId },
    select: {
      revision: true,
      currentResult: {
        select: {
          id: true,
          accuracyEstimate: true,
          qualityWarnings: true,
          qualityWarningsV2: true,
          processingMetadata: true,
          measurements: { where: { documentId } },
        },
      },
      reference: { select: { correctedAt: true, correctedRevision: true } },
    },
  });
  if (!document) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const { currentResult, reference, revision } = document;
  // What a machine that heard it again, or found its speakers, put into the text, nobody edited.
  const carried = await db.transcriptRevision.count({
    where: {
      documentId,
      kind: { in: ["machine.carry", "machine.speakers"] },
      revision: { gt: reference?.correctedRevision ?? revision },
    },
  });
  return {
    result: currentResult && toResult(currentResult),
    // The text itself may be long: only whether there is one.
    hasReference: (await db.transcriptReference.count({ where: { documentId, text: { not: null } } })) > 0,
    corrected: reference?.correctedAt
      ? { at: reference.correctedAt, isEditedSince: revision - (reference.correctedRevision ?? 0) > carried }
      : null,
  };
}

type MeasurementRow = Prisma.QualityMeasurementGetPayload<object>;

interface ResultRow {
  id: string;
  accuracyEstimate: number | null;
  qualityWarnings: string[];
  qualityWarningsV2: unknown;
  processingMetadata: unknown;
  measurements: MeasurementRow[];
}

function toResult(row: ResultRow): NonNullable<QualityView["result"]> {
  const { engine, model, language } = readMetadata(row.processingMetadata);
  const metadata = processingMetadata
    .pick({
      accuracyRange: true,
      accuracyBasis: true,
      qualitySignals: true,
      meanLogprob: true,
      passAgreement: true,
    })
    .catch({})
    .parse(row.processingMetadata ?? {});
  const { accuracyRange: range, accuracyBasis, qualitySignals: signals } = metadata;
  const [measured] = row.measurements;
  return {
    id: row.id,
    engine,
    model,
    language,
    estimate:
      row.accuracyEstimate !== null && range
        ? {
            accuracy: clamp(row.accuracyEstimate),
            low: clamp(range.low),
            high: clamp(range.high),
            basis: accuracyBasis ?? "confidence",
          }
        : null,
    signals: {
      meanLogprob: signals?.meanLogprob ?? metadata.meanLogprob ?? null,
      unsureShare: signals?.unsureShare ?? null,
      snrDb: signals?.snrDb ?? null,
      wordsPerSecond: signals?.wordsPerSecond ?? null,
      // A second hearing comes when the first is written.
      passAgreement: metadata.passAgreement ?? signals?.passAgreement ?? null,
      words: signals?.words ?? null,
    },
    warnings: toWarnings(row),
    measured: measured ? toMeasurement(measured) : null,
  };
}

const clamp = (share: number) => Math.min(1, Math.max(0, share));

/** As this version wrote them, else those without places that every version wrote. */
function toWarnings({ qualityWarnings, qualityWarningsV2: stored }: ResultRow) {
  const parsed = stored === null ? null : qualityWarningsV2.safeParse(stored).data;
  const entries = parsed ?? qualityWarnings;
  return entries.flatMap((entry) => {
    const warning = typeof entry === "string" ? { code: entry } : entry;
    const { code, startMs = null, endMs = null, retried } = warning as Exclude<typeof entry, string>;
    const sentence = describeQualityWarning({ code, startMs, retried });
    return sentence === null ? [] : [{ code, sentence, startMs, endMs }];
  });
}

function toMeasurement(row: MeasurementRow): MeasurementView {
  const { substitutions, insertions, deletions, words, measuredAt } = row;
  return {
    basis: row.basis === "corrected" ? "corrected" : "reference",
    unit: row.unit === "character" ? "character" : "word",
    words,
    substitutions,
    insertions,
    deletions,
    wer: (substitutions + insertions + deletions) / Math.max(1, words),
    confusions: confusions.catch([]).parse(row.confusions),
    measuredAt,
  };
}

/** What was measured of an owner's documents, by model, engine and domain; those in the trash do not count. */
export async function listQuality(ownerId: number, db: Db = getPrisma()): Promise<QualityRow[]> {
  const rows = await db.$queryRaw<unknown[]>(Prisma.sql`
    with measured as (
      select m.*, r.accuracy_estimate,
        coalesce(r.processing_metadata->>'engine', 'unknown') as engine,
        nullif(r.processing_metadata->>'model', r.processing_metadata->>'engine') as model,
        coalesce(r.domain_used, r.processing_metadata->>'domain') as domain,
        case when jsonb_typeof(r.processing_metadata->'accuracyRange'->'low') = 'number'
          then (r.processing_metadata->'accuracyRange'->>'low')::float8 end as low,
        case when jsonb_typeof(r.processing_metadata->'accuracyRange'->'high') = 'number'
          then (r.processing_metadata->'accuracyRange'->>'high')::float8 end as high,
        1 - (m.substitutions + m.insertions + m.deletions)::float8 / greatest(1, m.words) as accuracy
      from quality_measurements m
      join transcript_documents d on d.id = m.document_id
      join transcription_results r on r.id = m.result_id
      where m.owner_id = ${ownerId} and d.owner_id = ${ownerId} and d.deleted_at is null
        -- Of several engines, each of a part: it tells nothing of any one of them.
        and r.processing_metadata->'range' is null
    )
    select engine, model, domain, unit, count(distinct document_id)::int as documents, sum(words)::int as words,
      sum(substitutions)::int as substitutions, sum(insertions)::int as insertions,
      sum(deletions)::int as deletions,
      sum(substitutions + insertions + deletions)::float8 / greatest(1, sum(words)) as wer,
      (count(*) filter (where low is not null and high is not null))::int as estimated,
      -- What was heard beyond what was said may take more than all: then nothing is right.
      (count(*) filter (where greatest(accuracy, 0) between low - 1e-9 and high + 1e-9))::int as held
    from measured group by engine, model, domain, unit
    order by engine, model nulls first, domain nulls first, unit limit 500`);
  return rows.map((row) => qualityRow.parse(row));
}
