import type { TimedWord } from "@/core/transcript/types";
import { type ChunkResult, type ChunkStop, SAMPLE_RATE, type SampleRange } from "../engine";
import type { Stretch } from "../openai/spread-words";
import { timeAnswer } from "../openai/time-answer";
import type { Hearing } from "./parse-hearing";

/** What is shorter is heard once, however much was said in it. */
const shortestPartSamples = 4 * SAMPLE_RATE;
/** A chunk that is too much is cut where it is quietest in its middle third. */
const frameSamples = SAMPLE_RATE / 50;
const smoothFrames = 5;

interface Part {
  from: number;
  samples: Float32Array;
  hearing: Hearing;
}

export interface HearOptions {
  /** Hears a stretch from its beginning to its end. */
  hear(samples: Float32Array): Promise<Hearing & { isFull: boolean }>;
  /** Where there is a voice in the chunk, in samples from its start. */
  findVoice(): Promise<SampleRange[]>;
  /** Where words are said in a stretch, on its own clock; null where that cannot be told. */
  align?(samples: Float32Array, words: string[], language: string | null): Promise<TimedWord[] | null>;
}

/** What was said in a chunk, with words on the chunk's own clock. A chunk in which more was said than the recogniser
 * writes down at once is heard in two halves: nothing of it is lost. */
export async function hearChunk(samples: Float32Array, options: HearOptions): Promise<ChunkResult> {
  const parts = await hearParts(samples, 0, options);
  let voice: Promise<SampleRange[]> | null = null;
  const findVoice = () => {
    voice ??= options.findVoice();
    return voice;
  };
  const words: TimedWord[] = [];
  let times: ChunkResult["times"] = "heard";
  for (const part of parts) {
    const offsetMs = toMs(part.from);
    const length = part.samples.length;
    const timed = await timeAnswer(part.hearing.answer, toMs(length), {
      align: async (given) =>
        (await options.align?.(part.samples, given, part.hearing.answer.language)) ?? null,
      findVoice: async () => clipVoice(await findVoice(), { start: part.from, end: part.from + length }),
    });
    if (timed.times === "estimated") times = "estimated";
    words.push(
      ...timed.words.map((word) => ({
        ...word,
        startMs: word.startMs + offsetMs,
        endMs: word.endMs + offsetMs,
      })),
    );
  }
  return {
    words,
    text: words.map(({ text }) => text).join(" "),
    avgLogprob: deriveMean(parts),
    noSpeechLogprob: null,
    stopped: deriveStop(parts),
    tokens: [],
    language: findMostHeard(parts),
    times,
  };
}

async function hearParts(samples: Float32Array, from: number, options: HearOptions): Promise<Part[]> {
  const { isFull, ...hearing } = await options.hear(samples);
  if (!isFull) return [{ from, samples, hearing }];
  if (samples.length < shortestPartSamples)
    return [{ from, samples, hearing: { ...hearing, stopped: "cap" } }];
  const at = findQuietest(samples);
  return [
    ...(await hearParts(samples.subarray(0, at), from, options)),
    ...(await hearParts(samples.subarray(at), from + at, options)),
  ];
}

/** The quietest tenth of a second in the middle third. Depends on the sound alone. */
export function findQuietest(samples: Float32Array): number {
  const first = Math.floor(samples.length / 3 / frameSamples);
  const last = Math.max(first + 1, Math.floor((samples.length * 2) / 3 / frameSamples));
  const energy = (frame: number) => {
    let sum = 0;
    for (let at = frame * frameSamples; at < (frame + 1) * frameSamples; at++) sum += (samples[at] ?? 0) ** 2;
    return sum;
  };
  let best = first;
  let least = Number.POSITIVE_INFINITY;
  for (let frame = first; frame < last; frame++) {
    let sum = 0;
    for (let near = 0; near < smoothFrames; near++) sum += energy(frame + near);
    if (sum < least) {
      least = sum;
      best = frame;
    }
  }
  return Math.round((best + smoothFrames / 2) * frameSamples);
}

const toMs = (sample: number) => Math.round((sample * 1_000) / SAMPLE_RATE);

function clipVoice(voice: readonly SampleRange[], { start, end }: SampleRange): Stretch[] {
  return voice
    .filter((range) => range.end > start && range.start < end)
    .map((range) => ({
      startMs: toMs(Math.max(range.start, start) - start),
      endMs: toMs(Math.min(range.end, end) - start),
    }));
}

/** Weighted by length; null where a part has none. */
function deriveMean(parts: readonly Part[]): number | null {
  let sum = 0;
  let weight = 0;
  for (const { hearing, samples } of parts) {
    if (hearing.answer.text === "") continue;
    if (hearing.avgLogprob === null) return null;
    sum += hearing.avgLogprob * samples.length;
    weight += samples.length;
  }
  return weight > 0 ? sum / weight : null;
}

function deriveStop(parts: readonly Part[]): ChunkStop {
  const stops = parts.map(({ hearing }) => hearing.stopped);
  return stops.find((stop) => stop === "loop") ?? stops.find((stop) => stop === "cap") ?? "end";
}

/** Of the longest part that tells one. */
function findMostHeard(parts: readonly Part[]): string | null {
  const telling = parts.filter(
    ({ hearing }) => hearing.answer.language !== null && hearing.answer.text !== "",
  );
  const [longest] = telling.sort((a, b) => b.samples.length - a.samples.length);
  return longest?.hearing.answer.language ?? null;
}
