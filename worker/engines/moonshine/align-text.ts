import { alignWords } from "@/core/alignment/align-words";
import type { TimedWord } from "@/core/transcript/types";
import type { EngineRequestOptions, SampleRange } from "../engine";
import type { EnginePool } from "../engine-pool";
import { detectVoice } from "../vad/detect-voice";
import { planChunks } from "../vad/plan-chunks";
import { isAligned, longestAlignedSamples, alignmentModel as model } from "./alignment";
import { splitAmongPieces } from "./split-among-pieces";

/** Of a longer text so many words must be heard again, or nobody knows which part belongs where. */
const leastHeardShare = 0.4;
/** Forced alignment: where the words of an English text are said in a part of a file, and how sure each is, by the
 * embedded decoder that is made to say them. The models must be there.
 * @param words as they stand between spaces
 * @returns one for each word, in order, not overlapping, on the clock of the whole file; null where the text is not what
 * is said there */
export async function alignText(
  pool: EnginePool,
  wavPath: string,
  range: SampleRange,
  words: readonly string[],
  request: EngineRequestOptions,
): Promise<TimedWord[] | null> {
  if (words.length === 0) return [];
  if (range.end - range.start <= longestAlignedSamples) {
    return await alignPiece(pool, wavPath, range, words, request);
  }
  const voice = await detectVoice(pool, wavPath, range, request);
  const pieces = planChunks(voice, range.end - range.start).map(({ start, end }) => ({
    start: start + range.start,
    end: end + range.start,
  }));
  const parts = await splitText(pool, wavPath, pieces, words, request);
  if (!parts) return null;
  const aligned: TimedWord[] = [];
  for (const [at, piece] of pieces.entries()) {
    const part = parts[at] ?? [];
    if (part.length === 0) continue;
    const placed = await alignPiece(pool, wavPath, piece, part, request);
    if (!placed) return null;
    aligned.push(...placed);
  }
  return aligned.length === words.length ? aligned : null;
}

async function alignPiece(
  pool: EnginePool,
  wavPath: string,
  range: SampleRange,
  words: readonly string[],
  request: EngineRequestOptions,
): Promise<TimedWord[] | null> {
  const aligned = await pool.run(
    { kind: "align", model, wavPath, range, words: [...words] },
    { ...request, group: wavPath },
  );
  return isAligned(aligned.meanLogprob) ? aligned.words : null;
}

/** Which words belong to which piece, by what the decoder itself hears in them. */
async function splitText(
  pool: EnginePool,
  wavPath: string,
  pieces: readonly SampleRange[],
  words: readonly string[],
  request: EngineRequestOptions,
): Promise<string[][] | null> {
  const heard: { text: string; piece: number }[] = [];
  for (const [piece, range] of pieces.entries()) {
    const task = { kind: "transcribe", model, wavPath, range } as const;
    const result = await pool.run(task, { ...request, group: wavPath });
    for (const { text } of result.words) heard.push({ text, piece });
  }
  const matches = alignWords(
    heard.map(({ text }) => ({ text, startMs: null })),
    words.map((text) => ({ text, startMs: null })),
  );
  if (matches.length < leastHeardShare * words.length) return null;
  return splitAmongPieces(
    words,
    pieces.length,
    heard.map(({ piece }) => piece),
    matches,
  );
}
