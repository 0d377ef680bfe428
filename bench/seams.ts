import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { wordErrorRate } from "../core/quality/word-error-rate";
import { SAMPLE_RATE, type SpeechEngine } from "../worker/engines/engine";
import { createMoonshineEngine } from "../worker/engines/moonshine/moonshine-engine";
import { serializeWav } from "../worker/engines/openai/serialize-wav";
import { readWavInfo, readWavSamples } from "../worker/engines/read-wav";
import { detectVoice } from "../worker/engines/vad/detect-voice";
import { joinChunks } from "../worker/steps/join-chunks";
import { type PlannedChunk, placeSeams, rangeHeard } from "../worker/steps/place-seams";
import { createRandom } from "./create-random";
import { convertSound } from "./speech/convert-sound";
import { createBenchPool } from "./speech/create-bench-pool";

const usage = "npm run bench -- seams DIR [--model tiny|base] [--rounds N]";
const wantedSeconds = 180;
/** What is left between two stretches: too little for a pause. */
const leftSeconds = 0.08;

/** Three minutes of speech without a pause, made of the clips of a folder with all pauses taken out, and cut again and
 * again: where the worker cuts it, and at random places, within words or not. What is lost or doubled at a cut shows as
 * errors beside those of the clips heard alone. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { model: { type: "string", default: "base" }, rounds: { type: "string", default: "4" } },
  });
  const [dir] = positionals;
  const { model } = values;
  if (!dir || positionals.length > 1 || (model !== "tiny" && model !== "base"))
    throw new Error(`Usage: ${usage}`);
  const folder = await mkdtemp(path.join(tmpdir(), "trax-seams-"));
  const pool = createBenchPool(2);
  try {
    const engine = createMoonshineEngine(pool, model);
    const { signal } = new AbortController();
    await engine.prepare(signal);
    const parts: Float32Array[] = [];
    const texts: string[] = [];
    const names = (await readdir(dir)).filter((name) => /\.(flac|wav|mp3)$/.test(name)).sort();
    let samplesInAll = 0;
    // A folder of fewer minutes is gone through again.
    for (const name of [...names, ...names]) {
      const text = await readFile(path.join(dir, name.replace(/\.\w+$/, ".txt")), "utf8").catch(() => null);
      if (text === null || samplesInAll >= wantedSeconds * SAMPLE_RATE) continue;
      const wavPath = path.join(folder, "clip.wav");
      await convertSound(path.join(dir, name), wavPath);
      const whole = { start: 0, end: (await readWavInfo(wavPath)).totalSamples };
      const [samples = new Float32Array(0)] = await readWavSamples(wavPath, [whole]);
      const pause = Math.round(leftSeconds * SAMPLE_RATE);
      for (const { start, end } of await detectVoice(pool, wavPath, whole, { signal })) {
        const sound = samples.subarray(start, Math.min(samples.length, end + pause / 2));
        parts.push(sound);
        samplesInAll += sound.length;
      }
      texts.push(text);
    }
    const joined = new Float32Array(samplesInAll);
    let clock = 0;
    for (const part of parts) {
      joined.set(part, clock);
      clock += part.length;
    }
    const wavPath = path.join(folder, "joined.wav");
    await writeFile(wavPath, serializeWav(joined, 0));
    const reference = texts.join(" ");
    const all = { start: 0, end: joined.length };
    console.log(`${(joined.length / SAMPLE_RATE).toFixed(0)} s without a pause, Moonshine ${model}`);

    const report = async (name: string, planned: PlannedChunk[]) => {
      const said = await hear(engine, wavPath, planned);
      const { errors, insertions, deletions, words } = wordErrorRate(reference, said);
      const figures = `${errors} errors in ${words} words, ${insertions} too many, ${deletions} missing`;
      console.log(`${name.padEnd(34)} ${planned.length - 1} seams: ${figures}`);
    };
    const planned = await placeSeams(wavPath, engine.planChunks([all], all.end), {
      takesText: false,
      signal,
    });
    await report("as the worker cuts it", planned);
    await report(
      "the same, nothing carried over",
      planned.map(({ range }) => ({ range, context: null })),
    );
    const random = createRandom(1);
    for (let round = 1; round <= Number(values.rounds); round++) {
      const cuts = [0];
      while ((cuts.at(-1) as number) < all.end - 22 * SAMPLE_RATE) {
        cuts.push((cuts.at(-1) as number) + Math.round((12 + 8 * random()) * SAMPLE_RATE));
      }
      const ranges = cuts.map((start, at) => ({ start, end: cuts[at + 1] ?? all.end }));
      const contexts = ranges.map((range, at) => ({
        range,
        context: {
          leadSamples: at > 0 ? SAMPLE_RATE : 0,
          tailSamples: at < ranges.length - 1 ? SAMPLE_RATE : 0,
          textOf: null,
        },
      }));
      await report(`at random places, round ${round}`, contexts);
      await report(
        "the same, nothing carried over",
        ranges.map((range) => ({ range, context: null })),
      );
    }
  } finally {
    await pool.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function hear(engine: SpeechEngine, wavPath: string, planned: PlannedChunk[]): Promise<string> {
  const { signal } = new AbortController();
  const chunks = await Promise.all(
    planned.map(async (chunk, index) => ({
      ...chunk,
      index,
      result: await engine.transcribeChunk(wavPath, rangeHeard(chunk), { signal }),
    })),
  );
  return joinChunks(chunks)
    .map(({ text }) => text)
    .join(" ");
}
