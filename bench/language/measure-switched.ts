import { findOtherLanguage, type TimeRange } from "../../core/quality/find-other-language";
import { findTroubles } from "../../core/quality/find-troubles";
import type { MoonshineModel } from "../../worker/engines/moonshine/model-shapes";
import { joinSounds, listSounds } from "./build-recordings";
import { openHearing } from "./hear-recordings";

const englishSeconds = 20;
const otherSeconds = 10;
const breath = new Float32Array(9_600);
/** Kinds of troubles that tell a person to listen there. */
const telling = new Set(["speech_gap", "loop", "loop_cut"]);

interface Options {
  model: MoonshineModel;
  count: number;
  /** Files left out at the beginning of each folder. */
  skip: number;
}

/** English with ten seconds of another language in the middle: how much of those is told, as another language or as speech
 * without words, and what else is told to be another language. What the engine is asked once more is left out. */
export async function measureSwitched(
  folders: readonly (readonly [language: string, dir: string])[],
  { model, count, skip }: Options,
): Promise<void> {
  const english = folders.find(([language]) => language === "en");
  if (!english) throw new Error("Name a folder of English, en=DIR.");
  const englishFiles = (await listSounds(english[1])).slice(skip);
  const hearing = await openHearing(model);
  let nextEnglish = 0;
  const sum = { told: 0, recordings: 0, falseRanges: 0, englishSeconds: 0 };
  try {
    for (const [language, dir] of folders) {
      if (language === "en") continue;
      const files = (await listSounds(dir)).slice(skip);
      let next = 0;
      let told = 0;
      for (let at = 0; at < count; at++) {
        const take = async (from: string[], start: number, seconds: number) =>
          await joinSounds([...from.slice(start), ...from.slice(0, start)], seconds);
        const before = await take(englishFiles, nextEnglish, englishSeconds);
        const other = await take(files, next, otherSeconds);
        const after = await take(englishFiles, nextEnglish + before.used, englishSeconds);
        nextEnglish = (nextEnglish + before.used + after.used) % englishFiles.length;
        next = (next + other.used) % files.length;
        const samples = join([before.samples, breath, other.samples, breath, after.samples]);
        const startMs = (before.samples.length + breath.length) / 16;
        const place = { startMs, endMs: startMs + other.samples.length / 16 };
        const { strange, gaps } = await listTold(hearing, samples);
        if (coverOf(place, [...strange, ...gaps]) >= 0.5) told += 1;
        sum.falseRanges += strange.filter((range) => !overlaps(range, place)).length;
        sum.englishSeconds += 2 * englishSeconds;
      }
      sum.told += told;
      sum.recordings += count;
      console.log(`${language}: ${told} of ${count} told`);
    }
  } finally {
    await hearing.close();
  }
  const minutes = (sum.englishSeconds / 60).toFixed(0);
  console.log(
    `in all ${sum.told} of ${sum.recordings} told; of ${minutes} minutes of English, ${sum.falseRanges} places were called another language`,
  );
}

async function listTold(hearing: Awaited<ReturnType<typeof openHearing>>, samples: Float32Array) {
  const chunks = await hearing.hear(samples);
  const speech = (await hearing.detect(samples)).map(({ start, end }) => ({
    startMs: start / 16,
    endMs: end / 16,
  }));
  const heard = chunks.map(({ range, result }) => ({
    startMs: range.start / 16,
    endMs: range.end / 16,
    words: result.words,
    loopCut: result.stopped === "loop",
  }));
  const gaps = findTroubles(speech, heard).filter(({ kind }) => telling.has(kind));
  return { strange: findOtherLanguage(chunks.flatMap(({ result }) => result.words)), gaps };
}

const overlaps = (a: TimeRange, b: TimeRange) => a.startMs < b.endMs && b.startMs < a.endMs;

/** Share of a range that at least one of others lies over. */
function coverOf(range: TimeRange, others: readonly TimeRange[]): number {
  let coveredTo = range.startMs;
  let covered = 0;
  for (const other of [...others].sort((a, b) => a.startMs - b.startMs)) {
    const from = Math.max(coveredTo, other.startMs);
    const to = Math.min(range.endMs, other.endMs);
    if (to > from) covered += to - from;
    coveredTo = Math.max(coveredTo, to);
  }
  return covered / (range.endMs - range.startMs);
}

function join(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
