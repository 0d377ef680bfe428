import { Prisma, type Tx } from "@/server/platform/db";
import type { SearchMatch } from "./schema";

/** In a longer line, words further on are found but not shown. */
const headlineMax = 20_000;
/** Characters that no text is meant to have: where a hit begins and ends. */
const [hitStart, hitEnd] = ["\uE000", "\uE001"];
const headlineOptions = `StartSel=${hitStart}, StopSel=${hitEnd}, MinWords=12, MaxWords=32, ShortWord=0`;

interface LineRow {
  segmentId: string;
  documentId: string;
  title: string;
  createdAt: Date;
  startMs: number;
  speaker: string | null;
  headline: string;
}

/** What is shown of lines; those that went meanwhile are left out. */
export async function getMatches(
  tx: Tx,
  ownerId: number,
  segmentIds: readonly string[],
  tsquery: string,
): Promise<Map<string, SearchMatch & { createdAt: Date }>> {
  const rows = await tx.$queryRaw<LineRow[]>(Prisma.sql`
    select line.id as "segmentId", line.document_id as "documentId", document.title, document.created_at as "createdAt", line.start_ms as "startMs",
      nullif(speaker.label, '') as speaker,
      ts_headline('trax', translate(left(line.text, ${headlineMax}), ${hitStart + hitEnd}, ''),
        ${tsquery}::tsquery, ${headlineOptions}) as headline
    from transcript_segments line join transcript_documents document on document.id = line.document_id
    left join transcript_speakers speaker on speaker.id = line.speaker_id
    where line.owner_id = ${ownerId} and line.id = any(${[...segmentIds]}::uuid[])`);
  return new Map(
    rows.map(({ headline, ...row }) => [row.segmentId, { ...row, pieces: splitHeadline(headline) }]),
  );
}

function splitHeadline(headline: string): SearchMatch["pieces"] {
  const [first = "", ...marked] = headline.split(hitStart);
  const pieces = [{ text: first, isHit: false }];
  for (const part of marked) {
    const [hit = "", rest = ""] = part.split(hitEnd);
    pieces.push({ text: hit, isHit: true }, { text: rest, isHit: false });
  }
  return pieces.filter(({ text }) => text !== "");
}
