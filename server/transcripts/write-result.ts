import { randomUUID } from "node:crypto";
import { carryEdits, type UnplacedEdit } from "@/core/alignment/carry-edits";
import type { CarryLine } from "@/core/alignment/carry-lines";
import { deriveDifference } from "@/core/transcript/derive-difference";
import { type DocumentChange, type DocumentSegment, isEmptyChange } from "@/core/transcript/document-change";
import { placeLines } from "@/core/transcript/place-lines";
import type { PlainDocument } from "@/core/transcript/plain-document";
import type { Comment, TimedWord } from "@/core/transcript/types";
import { Prisma, type Tx } from "@/server/platform/db";
import { findGivenText } from "./machine-text";
import { toSegment, toSegmentViews } from "./segment-views";
import { writeChange } from "./write-change";

/** One line of a machine's text, before the document has it. */
export interface MachineSegment {
  startMs: number;
  endMs: number;
  text: string;
  words: TimedWord[];
}

interface ResultInput {
  documentId: string;
  resultId: string;
  segments: MachineSegment[];
  /** What ids of its words begin with; another one where a result is put before the person a second time. */
  idPrefix?: string;
}

/** Puts a machine result before a person. In a document that had one before, what the person changed since is carried
 * over to the new text as one revision, and what has no sure place there is listed for them as comments. A machine's
 * output never overwrites a person's: lines that no machine's text is known of stay as they are. */
export async function writeDocumentResult(tx: Tx, input: ResultInput): Promise<void> {
  const { documentId, resultId } = input;
  const document = await lockForResult(tx, documentId);
  if (!document) return;
  const data = { currentResultId: resultId };
  const lines = await tx.transcriptSegment.count({ where: { documentId } });
  const base = lines > 0 ? await readMachineLines(tx, document.currentResultId) : null;
  if (base) {
    await tx.transcriptDocument.update({ where: { id: documentId }, data });
    await carryOver(tx, document.ownerId, input, base);
    return;
  }
  await tx.transcriptDocument.update({
    where: { id: documentId },
    data: { ...data, revision: { increment: 1 } },
  });
  if (lines === 0) await insertLines(tx, input);
}

/** Edits of the document wait until the result is there. */
async function lockForResult(
  tx: Tx,
  documentId: string,
): Promise<{ ownerId: number; currentResultId: string | null } | null> {
  const [row] = await tx.$queryRaw<{ ownerId: number; currentResultId: string | null }[]>(Prisma.sql`
    select owner_id as "ownerId", current_result_id as "currentResultId" from transcript_documents
    where id = ${documentId}::uuid for update`);
  return row ?? null;
}

/** What the machine had made of it before; null where that is not known. */
async function readMachineLines(tx: Tx, resultId: string | null): Promise<CarryLine[] | null> {
  if (resultId === null) return null;
  const result = await tx.transcriptionResult.findUnique({
    where: { id: resultId },
    select: { segments: true, mergedContent: true, enhancedContentV2: true },
  });
  const lines = result && findGivenText(result);
  return lines && toSegmentViews(lines);
}

async function carryOver(tx: Tx, ownerId: number, input: ResultInput, base: CarryLine[]): Promise<void> {
  const { documentId, resultId, segments, idPrefix = resultId.slice(0, 8) } = input;
  const [rows, speakers] = await Promise.all([
    tx.transcriptSegment.findMany({ where: { documentId }, orderBy: [{ position: "asc" }, { id: "asc" }] }),
    tx.transcriptSpeaker.findMany({ where: { documentId } }),
  ]);
  const present: PlainDocument = {
    segments: rows.map(toSegment),
    speakers: speakers.map(({ id, label, profileId }) => ({ id, label, profileId })),
    comments: [],
  };
  const mine = present.segments.map((row) => ({ ...row, words: row.words ?? [] }));
  const next = segments.map((line) => ({
    ...line,
    id: "",
    speakerId: null,
    words: line.words.map((word) => ({ ...word, id: "" })),
  }));
  let made = 0;
  const { lines, unplaced } = carryEdits({
    base,
    mine,
    next,
    newId: () => `${idPrefix}-${made++}`,
  });
  const byId = new Map(mine.map((row) => [row.id, row]));
  const positions = placeLines(
    lines.map(({ id }) => (id === null ? null : (byId.get(id)?.position ?? null))),
  );
  const wanted: DocumentSegment[] = lines.map((line, index) => ({
    ...line,
    id: line.id ?? randomUUID(),
    position: positions[index] as number,
    revision: (line.id === null ? undefined : byId.get(line.id)?.revision) ?? 0,
  }));
  const change: DocumentChange = {
    ...deriveDifference(present, { ...present, segments: wanted }),
    comments: unplaced.flatMap(toComments).map((after) => ({ id: after.id, before: null, after })),
  };
  if (isEmptyChange(change)) return;
  await writeChange(tx, {
    ownerId,
    documentId,
    commandId: null,
    kind: "machine.carry",
    change,
    findSegment: (id) => byId.get(id) ?? null,
  });
}

const textMax = 20_000;
const quoteMax = 10_000;

/** All of the person's words, in as many comments as they need. */
function toComments({ startMs, endMs, quote, text, replaced }: UnplacedEdit): Comment[] {
  const whole = text === "" ? `Removed: “${replaced}”` : text;
  const pieces = Array.from({ length: Math.ceil(whole.length / textMax) }, (_, at) =>
    whole.slice(at * textMax, (at + 1) * textMax),
  );
  return pieces.map((piece) => ({
    id: randomUUID(),
    kind: "carry",
    startMs,
    endMs,
    quote: quote.length > quoteMax ? `${quote.slice(0, quoteMax - 1)}…` : quote,
    text: piece,
    createdAt: new Date().toISOString(),
    resolvedAt: null,
  }));
}

async function insertLines(
  tx: Tx,
  { documentId, resultId, segments, idPrefix = resultId.slice(0, 8) }: ResultInput,
): Promise<void> {
  let wordIndex = 0;
  const rows = segments.map((line, index) => ({
    documentId,
    position: index + 1,
    startMs: line.startMs,
    endMs: line.endMs,
    text: line.text,
    words: line.words.map((word) => ({ id: `${idPrefix}-${wordIndex++}`, ...word })),
  }));
  for (let start = 0; start < rows.length; start += 1_000) {
    await tx.transcriptSegment.createMany({ data: rows.slice(start, start + 1_000) });
  }
}
