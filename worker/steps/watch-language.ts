import {
  canJudgeLanguage,
  type HeardStretch,
  judgedSeconds,
  judgeLanguage,
} from "@/core/quality/judge-language";
import { nameLanguage } from "@/core/transcript/find-language";
import { TraxError } from "@/server/platform/errors";
import { type ChunkResult, type EngineDescription, SAMPLE_RATE } from "../engines/engine";
import type { StoredChunk } from "./transcription-chunks";

/** Looks at the beginning of what an engine of one language hears, once, as soon as there is enough of it or all of a
 * short recording, in the order of the recording, whoever decoded it.
 * @param told the language that the submission named: then nothing is doubted */
export function watchLanguage(
  engine: Pick<EngineDescription, "id" | "languages">,
  planned: readonly StoredChunk[],
  told: string | null,
) {
  const [only, ...others] = engine.languages;
  let isSettled = told !== null || only === undefined || others.length > 0 || !canJudgeLanguage(engine.id);
  const results = new Map<number, ChunkResult>();
  for (const { index, result } of planned) if (result) results.set(index, result);

  return {
    /** @throws TraxError LANGUAGE_OTHER */
    note(index: number, result: ChunkResult): void {
      if (isSettled) return;
      results.set(index, result);
      this.check();
    },
    /** @throws TraxError LANGUAGE_OTHER */
    check(): void {
      if (isSettled) return;
      const heard = listBeginning(planned, results);
      if (!heard) return;
      isSettled = true;
      results.clear();
      if (judgeLanguage(engine.id, heard) !== "other") return;
      const seconds = Math.round(heard.reduce((sum, stretch) => sum + stretch.seconds, 0));
      const language = nameLanguage(only ?? "en");
      throw new TraxError("LANGUAGE_OTHER", { engine: engine.id, language, heard: `${seconds} seconds` });
    },
  };
}

/** Null until there is enough. */
function listBeginning(
  planned: readonly StoredChunk[],
  results: ReadonlyMap<number, ChunkResult>,
): HeardStretch[] | null {
  const heard: HeardStretch[] = [];
  let seconds = 0;
  for (const { index, range } of planned) {
    const result = results.get(index);
    if (!result) return null;
    const stretch = toHeardStretch(result, (range.end - range.start) / SAMPLE_RATE);
    heard.push(stretch);
    seconds += stretch.seconds;
    if (seconds >= judgedSeconds) break;
  }
  return heard;
}

export function toHeardStretch(result: ChunkResult, seconds: number): HeardStretch {
  return {
    seconds,
    meanLogprob: result.avgLogprob,
    words: result.words,
    tokenCount: result.tokens.length,
    isLoop: result.stopped !== "end",
  };
}
