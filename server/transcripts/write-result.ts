import { randomUUID } from "node:crypto";
import { carryEditsInSteps, type UnplacedEdit } from "@/core/alignment/carry-edits";
import type { CarryLine } from "@/core/alignment/carry-lines";
import type { Stepwise } from "@/core/stepwise/stepwise";
import { deriveDifferenceInSteps } from "@/core/transcript/derive-difference";
import { type DocumentChange, type DocumentSegment, isEmptyChange } from "@/core/transcript/document-change";
import { placeLines } from "@/core/transcript/place-lines";
import type { PlainDocument } from "@/core/transcript/plain-document";
import type { Comment, TimedWord } from "@/core/transcript/types";
import { type Db, Prisma, type Tx } from "@/server/platform/db";
import { runInTurns } from "@/server/platform/run-in-turns";
import { findGivenTextInSteps } from "./machine-text";
import type { MachineSegments } from "./schema";
import { toSegmentsInSteps, toSegmentViews } from "./segment-views";
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

/** What a result makes of a document as it stood in `state`. */
interface PlannedResult {
  input: ResultInput;
  state: string;
  /** Null: the document takes the lines as they are, where it has none. */
  carried: { change: DocumentChange; byId: ReadonlyMap<string, DocumentSegment> } | null;
}

/** Works out what a result makes of a document, for `writeDocumentResult`. Of a long text that takes seconds, in which no
 * transaction is to hold the document; whether it stands as it did is seen again when it is written.
 * @returns null where the document is gone */
export async function planDocumentResult(db: Db, input: ResultInput): Promise<PlannedResult | null> {
  const { documentId } = input;
  const document = await findState(db, documentId);
  if (!document) return null;
  const { state, currentResultId } = document;
  const lines = await db.transcriptSegment.count({ where: { documentId } });
  const base = lines > 0 ? await readMachineLines(db, currentResultId) : null;
  return { input, state, carried: base && (await carryOver(db, input, base)) };
}

/** Puts a machine result before a person. In a document that had one before, what the person changed since is carried
 * over to the new text as one revision, and what has no sure place there is listed for them as comments. A machine's
 * output never overwrites a person's: lines that no machine's text is known of stay as they are.
 * @param given also one that was worked out before, as long as the document stands as it did then */
export async function writeDocumentResult(tx: Tx, given: ResultInput | PlannedResult): Promise<void> {
  const input = "input" in given ? given.input : given;
  const { documentId, resultId } = input;
  // Edits of the document wait until the result is there.
  const document = await findState(tx, documentId, Prisma.sql`for update of document`);
  if (!document) return;
  const isPlanned = "input" in given && given.state === document.state;
  const planned = isPlanned ? given : await planDocumentResult(tx, input);
  if (!planned) return;
  const data = { currentResultId: resultId };
  if (!planned.carried) {
    const lines = await tx.transcriptSegment.count({ where: { documentId } });
    await tx.transcriptDocument.update({
      where: { id: documentId },
      data: { ...data, revision: { increment: 1 } },
    });
    if (lines === 0) await insertLines(tx, input);
    return;
  }
  await tx.transcriptDocument.update({ where: { id: documentId }, data });
  const { change, byId } = planned.carried;
  if (isEmptyChange(change)) return;
  await writeChange(tx, {
    ownerId: document.ownerId,
    documentId,
    commandId: null,
    kind: "machine.carry",
    change,
    findSegment: (id) => byId.get(id) ?? null,
  });
}

/** `state` is another one whenever the lines of the document are others, or the text that it was given. */
async function findState(db: Db, documentId: string, lock: Prisma.Sql = Prisma.empty) {
  const [row] = await db.$queryRaw<
    { ownerId: number; currentResultId: string | null; state: string }[]
  >(Prisma.sql`
    select owner_id as "ownerId", current_result_id as "currentResultId",
      concat_ws(' ', document.revision, result.id, result.updated_at) as state
    from transcript_documents document
    left join transcription_results result on result.id = document.current_result_id
    where document.id = ${documentId}::uuid ${lock}`);
  return row ?? null;
}

/** What the machine had made of it before; null where that is not known. */
async function readMachineLines(db: Db, resultId: string | null): Promise<CarryLine[] | null> {
  if (resultId === null) return null;
  const result = await db.transcriptionResult.findUnique({
    where: { id: resultId },
    select: { segments: true, mergedContent: true, enhancedContentV2: true },
  });
  const lines = result && (await runInTurns(findGivenTextInSteps(result)));
  return lines && (await runInTurns(toCarryLines(lines)));
}

/** Of a machine's words nobody asks for an id, and of a hundred thousand they would fill memory. */
function* toCarryLines(lines: MachineSegments): Stepwise<CarryLine[]> {
  const carried: CarryLine[] = [];
  for (const view of lines) {
    yield;
    const [line] = toSegmentViews([view]);
    if (line) carried.push({ ...line, words: line.words.map((word) => ({ ...word, id: "" })) });
  }
  return carried;
}

async function carryOver(
  db: Db,
  input: ResultInput,
  base: CarryLine[],
): Promise<NonNullable<PlannedResult["carried"]>> {
  const { documentId } = input;
  const segments: DocumentSegment[] = [];
  for (let lastId: string | undefined; ; ) {
    const rows = await db.transcriptSegment.findMany({
      where: { documentId },
      orderBy: [{ position: "asc" }, { id: "asc" }],
      take: rowsAtOnce,
      ...(lastId && { cursor: { id: lastId }, skip: 1 }),
    });
    for (const row of await runInTurns(toSegmentsInSteps(rows))) segments.push(row);
    if (rows.length < rowsAtOnce) break;
    lastId = rows.at(-1)?.id;
  }
  const speakers = await db.transcriptSpeaker.findMany({ where: { documentId } });
  const present: PlainDocument = {
    segments,
    speakers: speakers.map(({ id, label, profileId }) => ({ id, label, profileId })),
    comments: [],
  };
  return runInTurns(carryInSteps(input, base, present));
}

/** Rows that are read or written at once: more of them keep others waiting. */
const rowsAtOnce = 500;

function* carryInSteps(
  { resultId, segments, idPrefix = resultId.slice(0, 8) }: ResultInput,
  base: CarryLine[],
  present: PlainDocument,
): Stepwise<NonNullable<PlannedResult["carried"]>> {
  const mine = present.segments.map((row) => ({ ...row, words: row.words ?? [] }));
  const next: CarryLine[] = [];
  for (const line of segments) {
    yield;
    next.push({
      ...line,
      id: "",
      speakerId: null,
      words: line.words.map((word) => ({ ...word, id: "" })),
    });
  }
  let made = 0;
  const { lines, unplaced } = yield* carryEditsInSteps({
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
  const difference = yield* deriveDifferenceInSteps(present, { ...present, segments: wanted });
  const comments = unplaced.flatMap(toComments).map((after) => ({ id: after.id, before: null, after }));
  return { change: { ...difference, comments }, byId };
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
  for (let start = 0; start < segments.length; start += rowsAtOnce) {
    const data = segments.slice(start, start + rowsAtOnce).map((line, index) => ({
      documentId,
      position: start + index + 1,
      startMs: line.startMs,
      endMs: line.endMs,
      text: line.text,
      words: line.words.map((word) => ({ id: `${idPrefix}-${wordIndex++}`, ...word })),
    }));
    await tx.transcriptSegment.createMany({ data });
  }
}
