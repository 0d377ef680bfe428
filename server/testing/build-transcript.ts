import { segmentWords } from "@/core/transcript/segment-words";
import type { PrismaClient } from "@/server/platform/db";
import { storedJson } from "@/server/platform/stored-json";
import { processingMetadata } from "@/server/transcripts/result-schema";
import { machineSegments } from "@/server/transcripts/schema";
import { writeDocumentResult } from "@/server/transcripts/write-result";
import { buildMedia } from "./factories";

/** A transcript with a machine's text: a word every 400 ms, and a pause of two seconds at every "|". */
export async function buildTranscript(
  prisma: PrismaClient,
  text: string,
  overrides: { ownerId?: number; language?: string | null; domain?: string } = {},
): Promise<{ documentId: string; resultId: string; mediaFileId: string }> {
  const { ownerId = 1, language = "en", domain } = overrides;
  const mediaFileId = await buildMedia(prisma, { ownerId });
  const document = await prisma.transcriptDocument.create({
    data: { ownerId, mediaFileId, title: "A talk" },
  });
  let atMs = 0;
  const words = text.split(/\s+/).flatMap((word) => {
    if (word === "|") {
      atMs += 2_000;
      return [];
    }
    const placed = { text: word, startMs: atMs, endMs: atMs + 350, confidence: 0.9 };
    atMs += 400;
    return [placed];
  });
  const segments = segmentWords(words);
  const result = await prisma.transcriptionResult.create({
    data: {
      mediaFileId,
      textContent: words.map((word) => word.text).join(" "),
      segments: storedJson(
        machineSegments,
        segments.map((line, id) => ({
          id,
          start: line.startMs / 1000,
          end: line.endMs / 1000,
          text: ` ${line.text}`,
          words: line.words.map((word) => ({
            word: ` ${word.text}`,
            start: word.startMs / 1000,
            end: word.endMs / 1000,
            probability: word.confidence,
          })),
        })),
      ),
      processingMetadata: storedJson(processingMetadata, {
        engine: "moonshine-base",
        language: language ?? undefined,
        domain,
      }),
    },
    select: { id: true },
  });
  const given = { documentId: document.id, resultId: result.id, segments };
  await prisma.$transaction((tx) => writeDocumentResult(tx, given));
  return { documentId: document.id, resultId: result.id, mediaFileId };
}
