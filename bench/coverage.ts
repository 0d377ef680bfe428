import { readdir } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { findTroubles, type HeardChunk, type Span, type Trouble } from "../core/quality/find-troubles";
import type { TimedWord } from "../core/transcript/types";
import { SAMPLE_RATE } from "../worker/engines/engine";
import { createRandom } from "./create-random";
import { createDecoder, type Decoder, type Decoding, toMs } from "./passes/decodings";
import { readSound } from "./passes/sound";

const usage = "npm run bench -- coverage DIR… [--trials 300] [--minutes 60] [--cache FILE]";
/** Recordings of about this length are joined of clips. */
const joinedSeconds = 300;

/** Joins the sound files of the folders with pauses, hears them once, plants cuts in what was heard (words of a second and
 * more removed, whole chunks removed, phrases doubled in three ways, text put over silence), one at a time, and counts
 * how many of them `findTroubles` flags; and how much it flags where nothing was planted. A flag of a gap there is true
 * where the stretch, heard alone, has words after all. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      trials: { type: "string", default: "300" },
      minutes: { type: "string", default: "60" },
      cache: { type: "string" },
    },
  });
  if (positionals.length === 0) throw new Error(`Usage: ${usage}`);
  const decoder = await createDecoder(values.cache);
  try {
    for (const dir of positionals)
      await measureFolder(decoder, dir, Number(values.trials), Number(values.minutes));
  } finally {
    await decoder.close();
  }
}

async function measureFolder(decoder: Decoder, dir: string, trials: number, minutes: number): Promise<void> {
  const random = createRandom(7);
  const planted = new Map<string, { flagged: number; of: number }>();
  let seconds = 0;
  const untouched = { flags: 0, truly: 0 };
  for await (const sound of joinClips(dir, minutes * 60, random)) {
    const decoding = await decoder.decode(sound, { model: "base" });
    const speech = decoding.speech.map(toSpan);
    const chunks = toChunks(decoding);
    seconds += sound.length / SAMPLE_RATE;
    const before = findTroubles(speech, chunks);
    for (const trouble of before) {
      untouched.flags += 1;
      const isTrue = await hasWordsAlone(decoder, sound, trouble);
      if (isTrue) untouched.truly += 1;
      console.log(
        `  flagged: ${serializeTrouble(trouble, chunks)}${isTrue ? " (heard alone, it has words)" : ""}`,
      );
    }
    for (let trial = 0; trial < trials; trial++) {
      for (const plant of plants) {
        const made = plant.make(chunks, speech, random);
        if (!made) continue;
        const isFlagged = findTroubles(speech, made.chunks).some(
          (trouble) => isAt(trouble, made.at) && !before.some((known) => isSame(known, trouble)),
        );
        const count = planted.get(plant.name) ?? { flagged: 0, of: 0 };
        planted.set(plant.name, { flagged: count.flagged + Number(isFlagged), of: count.of + 1 });
        if (!isFlagged && count.of - count.flagged < 8) {
          console.log(`  missed: ${plant.name} at ${made.at.startMs}–${made.at.endMs} ms: ${made.text}`);
        }
      }
    }
  }
  console.log(`${dir}: ${(seconds / 60).toFixed(1)} minutes`);
  let [flagged, of] = [0, 0];
  for (const [name, count] of planted) {
    console.log(
      `  ${name.padEnd(34)} ${count.flagged} of ${count.of} flagged (${percent(count.flagged, count.of)})`,
    );
    flagged += count.flagged;
    of += count.of;
  }
  console.log(`  in all ${percent(flagged, of)} of ${of}`);
  const falsely = untouched.flags - untouched.truly;
  console.log(
    `  untouched: ${untouched.flags} flagged, ${untouched.truly} of them rightly; ${((falsely * 3_600) / seconds).toFixed(2)} false flags an hour`,
  );
}

const percent = (part: number, of: number) => `${((100 * part) / Math.max(1, of)).toFixed(1)} %`;

async function* joinClips(
  dir: string,
  secondsMax: number,
  random: () => number,
): AsyncGenerator<Float32Array> {
  const names = (await readdir(dir)).filter((name) => /\.(flac|wav|mp3|gsm)$/.test(name)).sort();
  let parts: Float32Array[] = [];
  let [length, all] = [0, 0];
  for (const name of names) {
    if (all / SAMPLE_RATE >= secondsMax) break;
    const sound = await readSound(path.join(dir, name));
    const pause = new Float32Array(Math.round((1.5 + 3 * random()) * SAMPLE_RATE));
    for (let at = 0; at < pause.length; at++) pause[at] = (random() - 0.5) * 0.002;
    parts.push(pause, sound);
    length += pause.length + sound.length;
    all += pause.length + sound.length;
    if (length / SAMPLE_RATE < joinedSeconds) continue;
    yield concatenate(parts, length);
    [parts, length] = [[], 0];
  }
  if (length > 0) yield concatenate(parts, length);
}

function concatenate(parts: Float32Array[], length: number): Float32Array {
  const joined = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

const toSpan = ({ start, end }: { start: number; end: number }) => ({
  startMs: toMs(start),
  endMs: toMs(end),
});

function toChunks(decoding: Decoding): HeardChunk[] {
  return decoding.chunks.map(({ range, words, stopped }) => ({
    ...toSpan(range),
    words,
    loopCut: stopped === "loop",
  }));
}

async function hasWordsAlone(decoder: Decoder, sound: Float32Array, { kind, startMs, endMs }: Trouble) {
  if (kind !== "speech_gap") return false;
  const range = {
    start: Math.max(0, (startMs - 200) * 16),
    end: Math.min(sound.length, (endMs + 200) * 16),
  };
  const { chunks } = await decoder.decode(sound, { model: "base", ranges: [range] });
  return (chunks[0]?.words.length ?? 0) > 0;
}

function serializeTrouble({ kind, startMs, endMs }: Trouble, chunks: HeardChunk[]): string {
  const near = chunks.flatMap(({ words }) => words);
  const text = near.filter((word) => word.endMs > startMs - 1_500 && word.startMs < endMs + 1_500);
  return `${kind} ${startMs}–${endMs} ms: ${text.map((word) => `${word.text}[${word.startMs}-${word.endMs}]`).join(" ")}`;
}

const isAt = (a: Span, b: Span) => a.startMs < b.endMs + 200 && a.endMs > b.startMs - 200;
const isSame = (a: Trouble, b: Trouble) =>
  a.kind === b.kind && a.startMs === b.startMs && a.endMs === b.endMs;

interface Planted {
  chunks: HeardChunk[];
  at: Span;
  text: string;
}

type Make = (chunks: HeardChunk[], speech: Span[], random: () => number) => Planted | null;

const plants: { name: string; make: Make }[] = [
  { name: "words of a second and more removed", make: removeWords },
  { name: "a chunk removed", make: removeChunk },
  { name: "a phrase doubled in its own time", make: doublePhrase("own") },
  { name: "a phrase doubled over itself", make: doublePhrase("over") },
  { name: "a phrase doubled into what follows", make: doublePhrase("next") },
  { name: "text over silence", make: addText },
];

function pick<Item>(list: readonly Item[], random: () => number): Item | undefined {
  return list[Math.floor(random() * list.length)];
}

function replaceWords(
  chunks: HeardChunk[],
  chunk: HeardChunk,
  words: TimedWord[],
  touched: TimedWord[],
): Planted {
  return {
    chunks: chunks.map((each) => (each === chunk ? { ...chunk, words } : each)),
    at: {
      startMs: Math.min(...touched.map((word) => word.startMs)),
      endMs: Math.max(...touched.map((word) => word.endMs)),
    },
    text: touched.map((word) => word.text).join(" "),
  };
}

const sumOf = (words: readonly TimedWord[]) =>
  words.reduce((sum, word) => sum + word.endMs - word.startMs, 0);

function removeWords(chunks: HeardChunk[], _: Span[], random: () => number): Planted | null {
  const chunk = pick(chunks, random);
  if (!chunk || chunk.words.length < 2) return null;
  const from = Math.floor(random() * chunk.words.length);
  const wantedMs = 1_000 + random() * 3_000;
  let to = from;
  while (to < chunk.words.length && sumOf(chunk.words.slice(from, to)) < wantedMs) to += 1;
  const removed = chunk.words.slice(from, to);
  if (sumOf(removed) < 1_000) return null;
  return replaceWords(chunks, chunk, [...chunk.words.slice(0, from), ...chunk.words.slice(to)], removed);
}

function removeChunk(chunks: HeardChunk[], _: Span[], random: () => number): Planted | null {
  const chunk = pick(chunks, random);
  if (!chunk || sumOf(chunk.words) < 1_000) return null;
  return replaceWords(chunks, chunk, [], [...chunk.words]);
}

function doublePhrase(how: "own" | "over" | "next"): Make {
  return (chunks, _, random) => {
    const chunk = pick(chunks, random);
    const length = 3 + Math.floor(random() * 6);
    if (!chunk || chunk.words.length <= length) return null;
    const from = Math.floor(random() * (chunk.words.length - length));
    const phrase = chunk.words.slice(from, from + length);
    const first = phrase[0] as TimedWord;
    const last = phrase.at(-1) as TimedWord;
    const before = chunk.words.slice(0, from);
    const after = chunk.words.slice(from + length);
    if (how === "over") {
      return replaceWords(chunks, chunk, [...before, ...phrase, ...phrase, ...after], phrase);
    }
    const following = how === "next" ? after.slice(0, length) : [];
    const room = { startMs: first.startMs, endMs: following.at(-1)?.endMs ?? last.endMs };
    const squeezed = spread([...phrase, ...phrase, ...following], room);
    return replaceWords(chunks, chunk, [...before, ...squeezed, ...after.slice(following.length)], phrase);
  };
}

function spread(words: TimedWord[], { startMs, endMs }: Span): TimedWord[] {
  const letters = words.reduce((sum, word) => sum + word.text.length, 0);
  let at = startMs;
  return words.map((word) => {
    const from = Math.round(at);
    at += ((endMs - startMs) * word.text.length) / letters;
    return { ...word, startMs: from, endMs: Math.round(at) };
  });
}

function addText(chunks: HeardChunk[], speech: Span[], random: () => number): Planted | null {
  const silences = speech.flatMap(({ endMs }, at) => {
    const next = speech[at + 1]?.startMs ?? endMs;
    return next - endMs >= 1_500 ? [{ startMs: endMs + 400, endMs: next - 400 }] : [];
  });
  const silence = pick(silences, random);
  const from = pick(chunks, random);
  if (!silence || !from || from.words.length < 3) return null;
  const count = Math.min(1 + Math.floor(random() * 6), Math.floor((silence.endMs - silence.startMs) / 200));
  const words = spread(from.words.slice(0, Math.max(1, count)), silence);
  const chunk = chunks.findLast((each) => each.startMs <= silence.startMs) ?? (chunks[0] as HeardChunk);
  const joined = [...chunk.words, ...words].sort((a, b) => a.startMs - b.startMs);
  return replaceWords(chunks, chunk, joined, words);
}
