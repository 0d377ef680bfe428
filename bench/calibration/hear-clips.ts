import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import type { MoonshineModel } from "../../worker/engines/moonshine/model-shapes";
import { createMoonshineEngine } from "../../worker/engines/moonshine/moonshine-engine";
import { serializeWav } from "../../worker/engines/openai/serialize-wav";
import { readWavInfo, readWavSamples } from "../../worker/engines/read-wav";
import { measureSound } from "../../worker/steps/measure-sound";
import { deriveSpeechMap } from "../../worker/steps/speech-map";
import { convertSound } from "../speech/convert-sound";
import { createBenchPool } from "../speech/create-bench-pool";
import { createRandom, mixNoise, type NoiseKind, noiseKinds } from "./mix-noise";

/** What stands under the speech; null: nothing was added. */
export type NoiseLevel = 20 | 10 | 5 | 0 | null;
export const noiseLevels: readonly NoiseLevel[] = [null, 20, 10, 5, 0];

const babbleVoices = 4;

const chunk = z.object({
  range: z.object({ start: z.number(), end: z.number() }),
  text: z.string(),
  avgLogprob: z.number().nullable(),
  stopped: z.enum(["end", "loop", "cap"]),
  words: z.array(
    z.object({ text: z.string(), startMs: z.number(), endMs: z.number(), confidence: z.number().nullable() }),
  ),
});
const window = z.object({
  startMs: z.number(),
  endMs: z.number(),
  speechMs: z.number(),
  speechDbfs: z.number().nullable(),
  floorDbfs: z.number(),
  clippedShare: z.number(),
});
export const heardClip = z.object({
  file: z.string(),
  model: z.enum(["tiny", "base"]),
  level: z.union([z.literal(20), z.literal(10), z.literal(5), z.literal(0), z.null()]),
  noise: z.enum(noiseKinds).nullable(),
  durationMs: z.number(),
  chunks: z.array(chunk),
  windows: z.array(window),
});
export type HeardClip = z.infer<typeof heardClip>;

interface HearOptions {
  files: readonly string[];
  models: readonly MoonshineModel[];
  /** A line of JSON for each clip that was heard: what stands there is not heard again. */
  cachePath: string | null;
  onHeard(done: number, of: number): void;
}

/** Hears every file clean and with noise, by each model. */
export async function hearClips({ files, models, cachePath, onHeard }: HearOptions): Promise<HeardClip[]> {
  const keyOf = (clip: Pick<HeardClip, "file" | "model" | "level">) =>
    `${clip.file} ${clip.model} ${clip.level}`;
  const known = new Map((await readCache(cachePath)).map((clip) => [keyOf(clip), clip]));
  const wanted = files.flatMap((file, at) =>
    noiseLevels.map((level, step) => ({ file, at, level, noise: chooseNoise(at, level, step) })),
  );
  const random = createRandom(1);
  // In any order: when it is cut off, what is there is a fair part of the whole.
  const order = wanted.map((clip) => ({ clip, by: random() })).sort((a, b) => a.by - b.by);
  const heard: HeardClip[] = [];
  const dir = await mkdtemp(path.join(tmpdir(), "trax-calibration-"));
  const pool = createBenchPool(2);
  const masters = new Map<string, Float32Array>();
  try {
    for (const { clip } of order) {
      for (const model of models) {
        const there = known.get(keyOf({ file: path.basename(clip.file), model, level: clip.level }));
        if (there) heard.push(there);
        else heard.push(await hear(clip, model));
        onHeard(heard.length, wanted.length * models.length);
      }
    }
  } finally {
    await pool.close();
    await rm(dir, { recursive: true, force: true });
  }
  return heard;

  /** Kept: every recording is heard again with each noise, and talks in the babble of others. */
  async function readMaster(file: string): Promise<Float32Array> {
    const there = masters.get(file);
    if (there) return there;
    const wavPath = path.join(dir, "master.wav");
    await convertSound(file, wavPath);
    const { totalSamples } = await readWavInfo(wavPath);
    const [samples = new Float32Array(0)] = await readWavSamples(wavPath, [{ start: 0, end: totalSamples }]);
    masters.set(file, samples);
    return samples;
  }

  async function hear(clip: (typeof wanted)[number], model: MoonshineModel): Promise<HeardClip> {
    const speech = await readMaster(clip.file);
    const others = files.filter((file) => file !== clip.file);
    const seed = clip.at * 10 + noiseLevels.indexOf(clip.level);
    const voices: Float32Array[] = [];
    for (let at = 0; clip.noise === "babble" && at < babbleVoices; at++) {
      // One after the other: they are converted by way of one file.
      voices.push(await readMaster(others[(seed * 7 + at * 11) % others.length] ?? clip.file));
    }
    const sound =
      clip.level === null || clip.noise === null
        ? speech
        : mixNoise(speech, { kind: clip.noise, snrDb: clip.level, seed, voices });
    const wavPath = path.join(dir, "clip.wav");
    await writeFile(wavPath, serializeWav(sound));
    const engine = createMoonshineEngine(pool, model);
    const { signal } = new AbortController();
    const regions = await engine.detectSpeech(wavPath, { signal });
    const ranges = engine.planChunks(regions, sound.length);
    const results = await Promise.all(
      ranges.map((range) => engine.transcribeChunk(wavPath, range, { signal })),
    );
    const windows = await measureSound(wavPath, deriveSpeechMap(regions, sound.length), signal);
    const found: HeardClip = {
      file: path.basename(clip.file),
      model,
      level: clip.level,
      noise: clip.noise,
      durationMs: sound.length / 16,
      chunks: results.map(({ text, avgLogprob, stopped, words }, at) => ({
        range: ranges[at] as { start: number; end: number },
        text,
        avgLogprob,
        stopped,
        words,
      })),
      windows,
    };
    if (cachePath) await appendFile(cachePath, `${JSON.stringify(found)}\n`);
    return found;
  }
}

/** Each kind as often at each level, whatever the number of clips. */
function chooseNoise(at: number, level: NoiseLevel, step: number): NoiseKind | null {
  return level === null ? null : (noiseKinds[(at + step) % noiseKinds.length] ?? null);
}

async function readCache(cachePath: string | null): Promise<HeardClip[]> {
  if (!cachePath) return [];
  const lines = (await readFile(cachePath, "utf8").catch(() => "")).split("\n");
  return lines.flatMap((line) => {
    try {
      return [heardClip.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}
