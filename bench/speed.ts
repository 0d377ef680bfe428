import { mkdtemp, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import type { EnginePool } from "../worker/engines/engine-pool";
import type { MoonshineModel } from "../worker/engines/moonshine/model-shapes";
import { createMoonshineEngine } from "../worker/engines/moonshine/moonshine-engine";
import { createRandom } from "./create-random";
import { quantile } from "./quantile";
import { convertSound } from "./speech/convert-sound";
import { createBenchPool } from "./speech/create-bench-pool";
import { transcribe } from "./speech/measure-engine";
import { listClips, makeRecording } from "./time-left/make-recording";

const usage = "npm run bench -- speed DIR [--pairs N] [--seconds S] [--model tiny|base] [--json]";
const layouts = [
  { name: "1 thread x 1 slot", threads: 1, slots: 1 },
  { name: "1 thread x 2 slots", threads: 1, slots: 2 },
  { name: "2 threads x 1 slot", threads: 2, slots: 1 },
] as const;

/** How many times real time the embedded engine hears, by threads and slots, and whether two files at once take longer
 * than one after the other. Everything with the models loaded; what is compared is measured in turn, so that a machine
 * that is busy for a while is busy for all, and the median of N rounds counts. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      pairs: { type: "string", default: "5" },
      seconds: { type: "string", default: "90" },
      model: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const [dir] = positionals;
  const pairs = Number(values.pairs);
  const seconds = Number(values.seconds);
  const { model } = values;
  const isModel = model === undefined || model === "tiny" || model === "base";
  if (!dir || positionals.length > 1 || !(pairs >= 1) || !(seconds > 0) || !isModel)
    throw new Error(`Usage: ${usage}`);
  const models: MoonshineModel[] = model ? [model] : ["tiny", "base"];

  const folder = await mkdtemp(path.join(tmpdir(), "trax-speed-"));
  try {
    const clips = await listClips(dir);
    const random = createRandom(1);
    const files: string[] = [];
    for (const name of ["one", "other"]) {
      const joined = path.join(folder, `${name}-clips.wav`);
      await makeRecording(clips, seconds, joined, random);
      files.push(path.join(folder, `${name}.wav`));
      await convertSound(joined, files.at(-1) as string);
    }
    const figures = [];
    for (const each of models) figures.push(await measureModel(each, files, pairs));
    if (values.json) {
      console.log(
        JSON.stringify({ cores: cpus().length, load: loadavg()[0], pairs, seconds, models: figures }),
      );
      return;
    }
    console.log(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, ${pairs} rounds of ${seconds} s`);
    for (const { model: name, rtf, together } of figures) {
      for (const [layout, value] of Object.entries(rtf))
        console.log(`${name}  ${layout.padEnd(20)} ${value.toFixed(1)} times real time`);
      console.log(
        `${name}  two files at once take ${together.toFixed(2)} times as long as one after the other`,
      );
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureModel(model: MoonshineModel, files: string[], pairs: number) {
  const pools = layouts.map(({ slots, threads }) => createBenchPool(slots, threads));
  try {
    const [one = "", other = ""] = files;
    const hear = (pool: EnginePool, file: string) => transcribe(createMoonshineEngine(pool, model), file);
    // Every child has its models before the clock runs.
    for (const pool of pools) await Promise.all([hear(pool, one), hear(pool, other)]);
    const rtfs = layouts.map((): number[] => []);
    const ratios: number[] = [];
    for (let round = 0; round < pairs; round++) {
      for (const [at, pool] of pools.entries()) {
        const { audioSeconds, processingSeconds } = await hear(pool, one);
        rtfs[at]?.push(audioSeconds / processingSeconds);
      }
      const pool = pools[1] as EnginePool;
      const inTurn = () => hear(pool, one).then(() => hear(pool, other));
      const atOnce = () => Promise.all([hear(pool, one), hear(pool, other)]);
      // Which goes first takes turns.
      const [first, second] = round % 2 === 0 ? [inTurn, atOnce] : [atOnce, inTurn];
      const [firstMs, secondMs] = [await time(first), await time(second)];
      ratios.push(round % 2 === 0 ? secondMs / firstMs : firstMs / secondMs);
    }
    const rtf = Object.fromEntries(layouts.map(({ name }, at) => [name, quantile(rtfs[at] ?? [], 0.5)]));
    return { model, rtf, together: quantile(ratios, 0.5) };
  } finally {
    await Promise.all(pools.map((pool) => pool.close()));
  }
}

async function time(act: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await act();
  return performance.now() - startedMs;
}
