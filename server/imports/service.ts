import { randomUUID } from "node:crypto";
import { z } from "zod";
import { describeMend } from "@/core/imports/describe-mend";
import type { ImportedTranscript, ImportedWord } from "@/core/imports/imported-transcript";
import { readTranscriptFile } from "@/core/imports/read-transcript-file";
import { SubtitleFormatError } from "@/core/subtitles/subtitle-format-error";
import { normalizeText } from "@/core/transcript/normalize-text";
import { getPrisma, type PrismaClient, type Tx } from "@/server/platform/db";
import { TraxError } from "@/server/platform/errors";
import { storedJson } from "@/server/platform/stored-json";
import { word } from "@/server/transcripts/schema";
import type { ImportCreateInput, ImportView } from "./schema";

const rowsAtOnce = 1_000;
/** Of the longest file that is taken. */
const writeMs = 180_000;
const titleCharacters = 200;
const labelCharacters = 1_000;

/** A new transcript of what stands in a file. The text is a person's from the beginning: no machine result is behind it.
 * @throws TraxError IMPORT_UNREADABLE with the line, NOT_FOUND */
export async function createImport(
  ownerId: number,
  input: ImportCreateInput,
  prisma: PrismaClient = getPrisma(),
): Promise<ImportView> {
  const imported = readFile(input);
  const title = (normalizeText(imported.title ?? "") || toTitle(input.fileName)).slice(0, titleCharacters);
  const documentId = await prisma.$transaction(
    async (tx) => {
      const mediaFileId =
        input.documentId === null ? null : await getMediaFileId(ownerId, input.documentId, tx);
      const { id } = await tx.transcriptDocument.create({ data: { ownerId, title, mediaFileId } });
      await writeRows(tx, id, imported);
      return id;
    },
    { timeout: writeMs },
  );
  return {
    ...{ documentId, title, format: imported.format },
    lines: imported.lines.length,
    speakers: imported.speakers.length,
    mended: imported.mends.map(describeMend),
  };
}

function readFile({ fileName, content }: ImportCreateInput): ImportedTranscript {
  try {
    return readTranscriptFile(fileName, Buffer.from(content, "base64"));
  } catch (error) {
    if (!(error instanceof SubtitleFormatError)) throw error;
    throw new TraxError("IMPORT_UNREADABLE", { reason: error.message }, { cause: error });
  }
}

/** Null where the transcript is a text alone. */
async function getMediaFileId(ownerId: number, documentId: string, tx: Tx): Promise<string | null> {
  const document = await tx.transcriptDocument.findFirst({
    where: { id: documentId, ownerId },
    select: { mediaFileId: true },
  });
  if (!document) throw new TraxError("NOT_FOUND", { what: "transcript" });
  return document.mediaFileId;
}

async function writeRows(tx: Tx, documentId: string, { speakers, lines }: ImportedTranscript): Promise<void> {
  const ids = new Map(speakers.map(({ key }) => [key, randomUUID() as string]));
  await tx.transcriptSpeaker.createMany({
    data: speakers.map(({ key, label }, index) => ({
      ...{ id: ids.get(key), documentId },
      label: normalizeText(label).slice(0, labelCharacters) || `Speaker ${index + 1}`,
    })),
  });
  const nameWord = createWordNamer(documentId.slice(0, 8));
  for (let start = 0; start < lines.length; start += rowsAtOnce) {
    await tx.transcriptSegment.createMany({
      data: lines.slice(start, start + rowsAtOnce).map((line, index) => ({
        ...{
          documentId,
          position: start + index + 1,
          startMs: line.startMs,
          endMs: line.endMs,
          text: line.text,
        },
        speakerId: line.speakerKey === null ? null : (ids.get(line.speakerKey) ?? null),
        words: storedJson(
          z.array(word),
          line.words.map(({ text, startMs, endMs, confidence, id }) => ({
            ...{ id: nameWord(id), text, startMs, endMs, confidence },
          })),
        ),
      })),
    });
  }
}

/** The file's own names of words where they are fit and not taken, so that our own file comes back as it was. */
function createWordNamer(prefix: string): (wanted: ImportedWord["id"]) => string {
  const taken = new Set<string>();
  let made = 0;
  return (wanted) => {
    let id = wanted !== undefined && /^[\w:.-]{1,40}$/.test(wanted) ? wanted : "";
    while (id === "" || taken.has(id)) id = `${prefix}-${made++}`;
    taken.add(id);
    return id;
  };
}

/** The name of the file without its endings. */
function toTitle(fileName: string): string {
  const name = normalizeText(fileName.split(/[/\\]/).at(-1) ?? "");
  return name.replace(/(?:\.[A-Za-z0-9]{1,5}){1,2}$/, "") || name || "Transcript";
}
