import { readFile } from "node:fs/promises";
import path from "node:path";
import { mergeDecodings } from "../../core/alignment/merge-decodings";
import { deriveMeanLogprob } from "../../core/quality/derive-quality-report";
import { deriveQualitySignals, type QualitySignals } from "../../core/quality/quality-signals";
import { type WordErrors, wordErrorRate } from "../../core/quality/word-error-rate";
import type { TimedWord } from "../../core/transcript/types";
import { voteSettings } from "../../worker/steps/merge-passes";
import { type HeardClip, noiseLevels } from "./hear-clips";

/** A clip as the estimate sees it, and how much of it was really right. */
export interface Sample {
  /** The recording: all that is made of one is left out together. */
  recording: string;
  /** Recordings of one speaker or series: names that differ in their last part only. */
  source: string;
  /** Or what two of them were. */
  engine: string;
  level: HeardClip["level"];
  signals: QualitySignals;
  errors: WordErrors;
}

/** Texts by the name of the recording's file. */
export type References = ReadonlyMap<string, string>;

/** @param files path of a recording's text, by the name of the recording's file */
export async function readReferences(files: ReadonlyMap<string, string>): Promise<References> {
  const texts = new Map<string, string>();
  for (const [file, reference] of files) texts.set(file, await readFile(reference, "utf8"));
  return texts;
}

export function listSamples(clips: readonly HeardClip[], references: References): Sample[] {
  return clips.map((clip) => toSample(clip, wordsOf(clip), references, `moonshine-${clip.model}`, null));
}

/** The same clips heard by both and merged as pipeline v3 merges, once with each of them as the first. */
export function listMerged(clips: readonly HeardClip[], references: References): Sample[] {
  const others = byHearing(clips);
  return clips.flatMap((first) => {
    const second = others.get(keyOf(first.file, otherOf(first.model), first.level));
    if (!second) return [];
    const { words, agreement } = merge(first, second, ({ model }) => (model === "tiny" ? 0.65 : 1));
    return [toSample(first, words, references, `${first.model} first`, agreement)];
  });
}

/** Two engines of which nobody knows how good either is: hearings of one recording with less noise for one of them than for
 * the other, and one of them (by turns) or none says nothing of how sure it is. */
export function listUnknownPairs(clips: readonly HeardClip[], references: References): Sample[] {
  const others = byHearing(clips);
  let made = 0;
  return clips.flatMap((first) =>
    noiseLevels.flatMap((level) => {
      const second = others.get(keyOf(first.file, otherOf(first.model), level));
      if (!second) return [];
      const silent = made++ % 3;
      const mute = (clip: HeardClip, isMute: boolean) =>
        isMute
          ? { ...clip, chunks: clip.chunks.map((chunk) => ({ ...chunk, words: hush(chunk.words) })) }
          : clip;
      const { words, agreement } = merge(mute(first, silent === 0), mute(second, silent === 1), () => 1);
      const order = noiseLevels.indexOf(level) - noiseLevels.indexOf(first.level);
      const name = order === 0 ? "alike" : order > 0 ? "second worse" : "second better";
      return words.length === 0 ? [] : [toSample(first, words, references, name, agreement)];
    }),
  );
}

const hush = (words: readonly TimedWord[]) => words.map((word) => ({ ...word, confidence: null }));
const keyOf = (file: string, model: string, level: HeardClip["level"]) => `${file} ${model} ${level}`;
const otherOf = (model: HeardClip["model"]) => (model === "base" ? "tiny" : "base");
const byHearing = (clips: readonly HeardClip[]) =>
  new Map(clips.map((clip) => [keyOf(clip.file, clip.model, clip.level), clip]));
const wordsOf = (clip: HeardClip) => clip.chunks.flatMap((chunk) => chunk.words);

function merge(first: HeardClip, second: HeardClip, weightOf: (clip: HeardClip) => number) {
  return mergeDecodings(
    [first, second].map((clip) => ({ words: wordsOf(clip), weight: weightOf(clip) })),
    voteSettings,
  );
}

function toSample(
  clip: HeardClip,
  words: readonly TimedWord[],
  references: References,
  engine: string,
  passAgreement: number | null,
): Sample {
  const chunks = clip.chunks.map(({ range, ...chunk }) => ({
    ...chunk,
    startMs: range.start / 16,
    endMs: range.end / 16,
    timesEstimated: false,
  }));
  const recording = path.basename(clip.file, path.extname(clip.file));
  return {
    recording,
    source: recording.replace(/-[^-]*$/, ""),
    engine,
    level: clip.level,
    signals: deriveQualitySignals({
      words,
      meanLogprob: deriveMeanLogprob(chunks),
      speechSeconds: chunks.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) / 1_000,
      windows: clip.windows,
      passAgreement,
    }),
    errors: wordErrorRate(references.get(clip.file) ?? "", words.map(({ text }) => text).join(" ")),
  };
}
