import type { Cue } from "@/core/subtitles/cue";
import { Prisma, type Tx } from "@/server/platform/db";
import { storedJson } from "@/server/platform/stored-json";
import { traxVersion } from "@/server/platform/version";
import { processingMetadata } from "@/server/transcripts/result-schema";
import { type MachineSegments, machineSegments } from "@/server/transcripts/schema";
import type { CaptionResult } from "./captions";

export const CAPTIONS_ENGINE = "captions";

/** Keeps captions as a result beside the engine's, to be compared with it. They are never the current one by themselves, and
 * a recording has them once. */
export async function writeCaptions(
  tx: Tx,
  mediaFileId: string,
  { language, cues }: CaptionResult,
): Promise<void> {
  const there = await tx.$queryRaw<unknown[]>(Prisma.sql`
    select 1 from transcription_results
    where media_file_id = ${mediaFileId}::uuid and processing_metadata->>'engine' = ${CAPTIONS_ENGINE} limit 1`);
  if (there.length > 0) return;
  const segments = toMachineSegments(cues);
  await tx.transcriptionResult.create({
    data: {
      mediaFileId,
      version: "v1",
      pipelineVersion: "v1",
      textContent: segments.map(({ text }) => text.trim()).join(" "),
      segments: storedJson(machineSegments, segments),
      qualityWarnings: [],
      processingMetadata: storedJson(processingMetadata, {
        engine: CAPTIONS_ENGINE,
        model: language,
        traxVersion,
        wordTimes: "estimated",
        wordCount: segments.reduce((sum, { words }) => sum + (words?.length ?? 0), 0),
      }),
    },
  });
}

/** Words are spread over their cue by their length, since captions tell no times of words; that they are estimates shows in
 * their having no probability. */
export function toMachineSegments(cues: Cue[]): MachineSegments {
  return cues.flatMap(({ startMs, endMs, lines }, id) => {
    const words = lines.join(" ").split(/\s+/).filter(Boolean);
    if (words.length === 0) return [];
    const letters = words.reduce((sum, word) => sum + word.length + 1, 0);
    const spread = (count: number) => Math.round(startMs + ((endMs - startMs) * count) / letters) / 1000;
    let at = 0;
    return [
      {
        id,
        start: startMs / 1000,
        end: endMs / 1000,
        text: ` ${words.join(" ")}`,
        words: words.map((word) => {
          const start = spread(at);
          at += word.length + 1;
          return { word: ` ${word}`, start, end: spread(at), probability: null };
        }),
      },
    ];
  });
}
