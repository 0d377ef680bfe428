import type { z } from "zod";
import { findTemplate } from "@/core/summary/templates";
import { findWork } from "@/server/enhancement/data";
import { type Db, getPrisma, Prisma, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { storedJson } from "@/server/platform/stored-json";
import { type SummaryView, summaryContent, type summaryGetOutput, summaryMetadata } from "./schema";

/** A list of more is none that anybody reads. */
const mostListed = 100;

/** The summaries of a document, and how work on another one stands.
 * @throws TraxError NOT_FOUND */
export async function getSummaries(
  ownerId: number,
  { documentId, summaryId }: { documentId: string; summaryId?: string | null },
  db: Db = getPrisma(),
): Promise<z.infer<typeof summaryGetOutput>> {
  const document = await db.transcriptDocument.findFirst({
    where: { id: documentId, ownerId, deletedAt: null },
    select: { revision: true },
  });
  if (!document) throw new TraxError("NOT_FOUND", { what: "transcript" });
  const [work, made] = await Promise.all([
    findWork(db, documentId, "summary"),
    db.transcriptSummary.findMany({
      where: { documentId },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      take: mostListed,
      select: { id: true, template: true, engine: true, model: true, createdAt: true },
    }),
  ]);
  const shownId = summaryId ?? made[0]?.id;
  const row = shownId ? await db.transcriptSummary.findFirst({ where: { id: shownId, documentId } }) : null;
  if (summaryId && !row) throw new TraxError("NOT_FOUND", { what: "summary" });
  const isOutdated =
    row !== null &&
    row.revision !== document.revision &&
    row.basis !== (await readDocumentBasis(documentId, db));
  return {
    work,
    made: made.map((each) => ({ ...each, templateTitle: nameTemplate(each.template) })),
    summary: row && toView(row, isOutdated),
  };
}

const nameTemplate = (id: string) => findTemplate(id)?.title ?? id;

function toView(row: Prisma.TranscriptSummaryGetPayload<object>, isOutdated: boolean): SummaryView | null {
  const content = summaryContent.safeParse(row.content).data;
  const metadata = summaryMetadata.safeParse(row.metadata).data ?? {};
  if (!content) return null;
  const { id, template, engine, model, createdAt } = row;
  const { inputTokens = 0, outputTokens = 0, dollars = null, seconds = 0 } = metadata;
  return {
    ...{ id, template, templateTitle: nameTemplate(template), engine, model, createdAt, isOutdated },
    ...{ ...content, inputTokens, outputTokens, dollars, seconds },
  };
}

/** What changes when the words of a document do, or who says them. The caller has checked the owner. */
export async function readDocumentBasis(documentId: string, db: Db = getPrisma()): Promise<string> {
  const [row] = await db.$queryRaw<{ basis: string }[]>(Prisma.sql`
    select encode(sha256(convert_to(coalesce(string_agg(
      coalesce(speaker.label, '') || E'\t' || segment.text, E'\n' order by segment.position, segment.id), ''), 'UTF8')), 'hex')
      as basis
    from transcript_segments segment left join transcript_speakers speaker on speaker.id = segment.speaker_id
    where segment.document_id = ${documentId}::uuid`);
  return row?.basis ?? "";
}

export interface NewSummary {
  documentId: string;
  template: string;
  engine: string;
  model: string;
  revision: number;
  basis: string;
  content: z.input<typeof summaryContent>;
  metadata: z.input<typeof summaryMetadata>;
}

/** Beside those that are there. A document that went away meanwhile has none. */
export async function createSummary(tx: Tx, summary: NewSummary): Promise<void> {
  const { content, metadata, ...columns } = summary;
  if ((await tx.transcriptDocument.count({ where: { id: summary.documentId } })) === 0) return;
  await tx.transcriptSummary.create({
    data: {
      ...columns,
      content: storedJson(summaryContent, content),
      metadata: storedJson(summaryMetadata, metadata),
    },
  });
}
