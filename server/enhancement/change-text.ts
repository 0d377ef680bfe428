import type { z } from "zod";
import { findTouched } from "@/core/alignment/find-touched";
import { toEnhancedLinesInSteps } from "@/core/enhancement/enhanced-lines";
import { enhancedText } from "@/core/enhancement/enhanced-text";
import { undoChangesInSteps } from "@/core/enhancement/undo-changes";
import { getPrisma, Prisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { runInTurns } from "@/server/platform/run-in-turns";
import { storedJson, storedJsonText } from "@/server/platform/stored-json";
import {
  findGivenTextInSteps,
  toSegmentsInSteps,
  toSegmentViewsInSteps,
  writeDocumentResult,
} from "@/server/transcripts/data";
import { type EnhancedContentV2, enhancedContentV2 } from "@/server/transcripts/result-schema";
import { readContent } from "./data";
import { readMachineWords } from "./read-machine-words";
import { type ChangeChoiceInput, type ChangeChoiceOutput, changeChoiceInput } from "./schema";
import { toParagraphs } from "./window-rows";
import { toMachineSegments } from "./write-enhancement";

/** Takes changes of an enhancement back, or takes them again, in the result and in the document. Where a person had
 * changed the place since, their words stay and the change is named. The document's part is one revision.
 * @throws TraxError NOT_FOUND, ENHANCEMENT_MISSING */
export async function changeEnhancement(
  ownerId: number,
  rawInput: ChangeChoiceInput,
  wanted: "undone" | "accepted",
  prisma: PrismaClient = getPrisma(),
): Promise<ChangeChoiceOutput> {
  const { documentId, choice } = changeChoiceInput.parse(rawInput);
  return prisma.$transaction(async (tx) => {
    const revision = await lockDocument(tx, ownerId, documentId);
    const { result, content } = await lockContent(tx, documentId);
    const machine = await readMachineWords(result);
    if (!machine || machine.basis !== content.basis) throw new TraxError("ENHANCEMENT_MISSING");
    const chosen = choose(content, choice);
    const [undone, accepted] = [new Set(content.undone), new Set(content.accepted)];
    const moved = chosen.filter(({ id }) => undone.has(id) !== (wanted === "undone"));
    const marked = chosen.filter(({ id }) => (wanted === "undone" ? undone : accepted).has(id) === false);
    for (const { id } of chosen) {
      (wanted === "undone" ? undone : accepted).add(id);
      (wanted === "undone" ? accepted : undone).delete(id);
    }
    const marks = { undone: [...undone], accepted: [...accepted] };
    // What is only kept changes no word, of a long text least of all.
    if (moved.length === 0) {
      await writeMarks(tx, result.id, marks);
      return { changed: marked.length, untouched: [], documentRevision: null };
    }
    const paragraphs = await runInTurns(
      undoChangesInSteps(machine.words, toParagraphs(content.paragraphs ?? []), undone),
    );
    const lines = await runInTurns(toEnhancedLinesInSteps(machine.words, paragraphs));
    const untouched = await listTouched(tx, documentId, result, machine.words, moved);
    // Before it is written: what the person corrected, they corrected in the text of before.
    const idPrefix = `${result.id.slice(0, 8)}-u${revision}`;
    await writeDocumentResult(tx, { documentId, resultId: result.id, idPrefix, segments: lines });
    const text = enhancedText(paragraphs);
    await tx.transcriptionResult.update({
      where: { id: result.id },
      data: {
        enhancedContent: text,
        enhancedContentV2: storedJson(enhancedContentV2, {
          ...content,
          ...marks,
          text,
          segments: toMachineSegments(lines),
        }),
      },
    });
    const after = await tx.transcriptDocument.findUniqueOrThrow({
      where: { id: documentId },
      select: { revision: true },
    });
    return {
      changed: marked.length,
      untouched,
      documentRevision: after.revision === revision ? null : after.revision,
    };
  });
}

const marksOf = enhancedContentV2.pick({ undone: true, accepted: true });

async function writeMarks(tx: Tx, resultId: string, marks: z.input<typeof marksOf>): Promise<void> {
  await tx.$executeRaw(Prisma.sql`
    update transcription_results
    set enhanced_content_v2 = enhanced_content_v2 || ${storedJsonText(marksOf, marks)}::jsonb
    where id = ${resultId}::uuid`);
}

/** Edits of the document wait.
 * @throws TraxError NOT_FOUND, also of one in the trash */
async function lockDocument(tx: Tx, ownerId: number, documentId: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ revision: number }[]>(Prisma.sql`
    select revision from transcript_documents
    where id = ${documentId}::uuid and owner_id = ${ownerId} and deleted_at is null for update`);
  if (!row) throw new TraxError("NOT_FOUND", { what: "transcript" });
  return row.revision;
}

/** Two who change it at once take turns. */
async function lockContent(tx: Tx, documentId: string) {
  await tx.$queryRaw(Prisma.sql`
    select 1 from transcription_results
    where id = (select current_result_id from transcript_documents where id = ${documentId}::uuid) for update`);
  const { currentResult: result } = await tx.transcriptDocument.findUniqueOrThrow({
    where: { id: documentId },
    select: {
      currentResult: {
        select: {
          ...{
            id: true,
            segments: true,
            mergedContent: true,
            diarizationContent: true,
            enhancedContentV2: true,
          },
        },
      },
    },
  });
  const content = result && (await readContent(result.enhancedContentV2));
  if (!result || !content) throw new TraxError("ENHANCEMENT_MISSING");
  return { result, content };
}

type Choice = ReturnType<typeof changeChoiceInput.parse>["choice"];

function choose(content: EnhancedContentV2, choice: Choice) {
  const changes = content.changes ?? [];
  if ("all" in choice) return changes;
  if ("kinds" in choice) {
    const kinds = new Set<string>(choice.kinds);
    return changes.filter(({ kind }) => kinds.has(kind));
  }
  const ids = new Set(choice.ids);
  return changes.filter(({ id }) => ids.has(id));
}

interface Place {
  id: string;
  firstWord: number;
  wordCount: number;
}

/** Of changes, those at whose places the document has other words than it was given. */
async function listTouched(
  tx: Tx,
  documentId: string,
  result: Parameters<typeof findGivenTextInSteps>[0],
  words: readonly { startMs: number; endMs: number }[],
  moved: readonly Place[],
): Promise<string[]> {
  const rows = await tx.transcriptSegment.findMany({
    where: { documentId },
    orderBy: [{ position: "asc" }, { id: "asc" }],
  });
  const lines = (await runInTurns(findGivenTextInSteps(result))) ?? [];
  const given = (await runInTurns(toSegmentViewsInSteps(lines))).flatMap((line) => line.words);
  const present = (await runInTurns(toSegmentsInSteps(rows))).flatMap((line) => line.words);
  const isTouched = await runInTurns(findTouched(given, present));
  return moved
    .filter(({ firstWord, wordCount }) => {
      const first = words[Math.min(firstWord, words.length - 1)];
      const last = words[firstWord + Math.max(1, wordCount) - 1] ?? first;
      return first && last ? isTouched(first.startMs, last.endMs) : false;
    })
    .map(({ id }) => id);
}
