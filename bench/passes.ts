import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { mergeDecodings, type VoteSettings } from "../core/alignment/merge-decodings";
import { wordErrorRate } from "../core/quality/word-error-rate";
import { segmentWords } from "../core/transcript/segment-words";
import type { TimedWord } from "../core/transcript/types";
import { shortBounds } from "../worker/engines/vad/plan-chunks";
import { voteSettings, weightOfPass } from "../worker/steps/merge-passes";
import { createRandom } from "./create-random";
import { createDecoder, type Decoder, type DecodeSettings } from "./passes/decodings";
import { makeBabble, makeWhiteNoise, mixAt, readSound } from "./passes/sound";

const usage = "npm run bench -- passes DIR… [--snr 20,10,5,0] [--fit] [--cache FILE]";

const passes = [
  { engine: "moonshine-base", chunks: "usual", settings: { model: "base" } },
  { engine: "moonshine-base", chunks: "short", settings: { model: "base", bounds: shortBounds } },
  { engine: "moonshine-tiny", chunks: "usual", settings: { model: "tiny" } },
] as const satisfies { engine: string; chunks: "usual" | "short"; settings: DecodeSettings }[];

interface Heard {
  condition: string;
  /** Every second clip is for choosing settings, the others for stating figures. */
  half: number;
  reference: string;
  words: TimedWord[][];
}

/** Pipeline v1 against v3 on clips that have their words beside them (`x.flac`, `x.txt`), clean and with white noise and
 * the babble of the other clips mixed in. `--fit` looks for the votes that make the fewest mistakes on one half of the
 * clips and states the other half, both ways round. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      snr: { type: "string", default: "20,10,5,0" },
      fit: { type: "boolean", default: false },
      cache: { type: "string" },
    },
  });
  if (positionals.length === 0) throw new Error(`Usage: ${usage}`);
  const decoder = await createDecoder(values.cache);
  try {
    const heard: Heard[] = [];
    for (const dir of positionals)
      heard.push(...(await hearFolder(decoder, dir, values.snr.split(",").map(Number))));
    printTable(
      "as shipped",
      heard,
      voteSettings,
      // As planPasses has it: the same engine on shorter pieces is for those that have no other beside them.
      passes.map((pass) => (pass.chunks === "short" ? 0 : weightOfPass(pass.engine, pass.chunks))),
    );
    if (values.fit) fitVotes(heard);
  } finally {
    await decoder.close();
  }
}

async function hearFolder(decoder: Decoder, dir: string, snrs: number[]): Promise<Heard[]> {
  const names = await readdir(dir);
  const files = names.filter((name) => /\.(flac|wav)$/.test(name) && names.includes(textOf(name))).sort();
  const sounds: Float32Array[] = [];
  for (const name of files) sounds.push(await readSound(path.join(dir, name)));
  const conditions = [null, ...snrs.flatMap((snr) => [["white", snr] as const, ["babble", snr] as const])];
  const heard: Heard[] = [];
  for (const condition of conditions) {
    for (const [at, sound] of sounds.entries()) {
      const words: TimedWord[][] = [];
      const clip = condition ? addNoise(sounds, at, condition) : sound;
      for (const { settings } of passes) {
        const { chunks } = await decoder.decode(clip, settings);
        words.push(chunks.flatMap((chunk) => chunk.words));
      }
      const reference = await readFile(path.join(dir, textOf(files[at] as string)), "utf8");
      heard.push({ condition: condition ? condition.join(" ") : "clean", half: at % 2, reference, words });
    }
  }
  return heard;
}

const textOf = (name: string) => name.replace(/\.\w+$/, ".txt");

function addNoise(sounds: Float32Array[], at: number, [kind, snr]: readonly ["white" | "babble", number]) {
  const sound = sounds[at] as Float32Array;
  const random = createRandom(1 + at + 97 * (snr + 1) + (kind === "white" ? 1_000 : 0));
  const others = sounds.filter((_, other) => other !== at);
  const noise =
    kind === "white" ? makeWhiteNoise(sound.length, random) : makeBabble(sound.length, others, random);
  return mixAt(sound, noise, snr);
}

interface Count {
  errors: number;
  words: number;
}

const textOfWords = (words: TimedWord[]) =>
  segmentWords(words)
    .map((line) => line.text)
    .join(" ");

function count(heard: Heard[], textOfOne: (heard: Heard) => string): Map<string, Count> {
  const counts = new Map<string, Count>();
  for (const each of heard) {
    const { errors, words } = wordErrorRate(each.reference, textOfOne(each));
    const noisy = each.condition === "clean" ? [] : ["all noisy"];
    for (const condition of [each.condition, ...noisy]) {
      const sum = counts.get(condition) ?? { errors: 0, words: 0 };
      counts.set(condition, { errors: sum.errors + errors, words: sum.words + words });
    }
  }
  return counts;
}

const merge = (settings: VoteSettings, weights: number[]) => (heard: Heard) =>
  textOfWords(
    mergeDecodings(
      heard.words
        .map((words, pass) => ({ words, weight: weights[pass] ?? 1 }))
        .filter(({ weight }) => weight > 0),
      settings,
    ).words,
  );

function printTable(name: string, heard: Heard[], settings: VoteSettings, weights: number[]): void {
  const single = passes.map((_, pass) => count(heard, (each) => textOfWords(each.words[pass] ?? [])));
  const merged = count(heard, merge(settings, weights));
  const rate = (found: Count | undefined) =>
    `${((100 * (found?.errors ?? 0)) / Math.max(1, found?.words ?? 0)).toFixed(1)} %`.padStart(8);
  console.log(`${name}: ${JSON.stringify({ ...settings, weights })}`);
  console.log(
    `${"WER".padEnd(12)} ${"v1".padStart(8)} ${"shorter".padStart(8)} ${"tiny".padStart(8)} ${"v3".padStart(8)}`,
  );
  for (const [condition, sum] of merged) {
    const columns = [...single.map((counts) => counts.get(condition)), sum].map(rate);
    console.log(`${condition.padEnd(12)} ${columns.join(" ")}`);
  }
}

/** Chosen on one half: no more mistakes than v1 on its clean clips, and the fewest on its noisy ones. */
function fitVotes(heard: Heard[]): void {
  for (const half of [0, 1]) {
    const chosen = choose(heard.filter((each) => each.half === half));
    printTable(
      `chosen on half ${half + 1}, stated on the other`,
      heard.filter((each) => each.half !== half),
      chosen.settings,
      chosen.weights,
    );
  }
  const all = choose(heard);
  console.log(`chosen on all: ${JSON.stringify(all)}`);
}

function choose(heard: Heard[]): { settings: VoteSettings; weights: number[] } {
  const first = count(heard, (each) => textOfWords(each.words[0] ?? []));
  let best: { settings: VoteSettings; weights: number[]; errors: number } | null = null;
  for (const countShare of [0, 0.2, 0.4]) {
    for (const absentConfidence of [0.3, 0.45, 0.6]) {
      for (const short of [0, 0.7, 0.9]) {
        for (const tiny of [0, 0.5, 0.7, 0.9]) {
          if (short === 0 && tiny === 0) continue;
          const settings = { countShare, absentConfidence, unknownConfidence: 0.5 };
          const weights = [1, short, tiny];
          const counts = count(heard, merge(settings, weights));
          const clean = counts.get("clean")?.errors ?? 0;
          const tooMany = Math.max(0, clean - (first.get("clean")?.errors ?? 0));
          const errors = (counts.get("all noisy")?.errors ?? 0) + clean + 100 * tooMany;
          if (!best || errors < best.errors) best = { settings, weights, errors };
        }
      }
    }
  }
  if (!best) throw new Error("There is nothing to choose from.");
  return { settings: best.settings, weights: best.weights };
}
