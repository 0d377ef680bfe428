import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadOverlapModel, scaleStatistics } from "../core/diarization/overlap-model";
import { createStatistics } from "../core/diarization/voice-statistics";
import { ensureVoiceLayer } from "../worker/engines/speakers/build-voice-layer";
import { createVoiceSession } from "../worker/engines/speakers/voice-session";
import { createRandom } from "./create-random";
import { loadClips } from "./speakers/collect-windows";
import type { ReaderClip } from "./speakers/join-dialogue";
import { mixVoices } from "./speakers/mix-voices";
import { packOverlap } from "./speakers/pack-overlap";
import { trainNetwork } from "./speakers/train-network";
import { modelsDir } from "./speech/create-bench-pool";

const usage = "npm run bench -- voices-overlap DIR [--out FILE] [--hold-out]";
const shippedPath = fileURLToPath(new URL("../worker/engines/speakers/overlap.json", import.meta.url));
const training = { units: 32, rounds: 12 };
const counts = { learned: 12_000, heldOut: 2_500 };
const folds = 5;
const shortestClip = 48_000;

/** Trains the numbers that overlapping speech is told by (`worker/engines/speakers/overlap.json`) on mixtures of the clips
 * of a folder, which are named by their reader, and writes them. `--hold-out` learns from four fifths of the readers and
 * counts on mixtures of the others how much of what is marked is right. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: "string", default: shippedPath },
      "hold-out": { type: "boolean", default: false },
    },
  });
  const [dir] = positionals;
  if (!dir || positionals.length > 1) throw new Error(`Usage: ${usage}`);
  const all = (await loadClips(dir)).filter(({ samples }) => samples.length > shortestClip);
  const isLeft = (_: ReaderClip, at: number) => values["hold-out"] && at % folds === 0;
  const clips = all.filter((clip, at) => !isLeft(clip, at));
  if (new Set(clips.map(({ reader }) => reader)).size < 2 * folds) {
    throw new Error(`${dir} has too few readers to learn from.`);
  }
  const random = createRandom(11);
  const { rows, isOverlap } = await collectMixtures(clips, counts.learned, random);
  const width = (rows[0] as Float32Array).length;
  const scale = describeRows(rows, width);
  const scaled = new Float32Array(rows.length * width);
  rows.forEach((row, at) => {
    scaled.set(scaleStatistics(row, scale.mean, scale.deviation), at * width);
  });
  const network = trainNetwork({ width, values: scaled, isYes: isOverlap }, { ...training, random });
  const packed = packOverlap(network, scale);
  if (values["hold-out"]) {
    const judge = loadOverlapModel(packed);
    const held = await collectMixtures(all.filter(isLeft), counts.heldOut, random);
    const scores = held.rows.map(judge);
    for (const bound of [0, 1, 2, 3, 4]) {
      const marked = scores.flatMap((score, at) => (score >= bound ? [held.isOverlap[at] as number] : []));
      const right = marked.reduce((sum, value) => sum + value, 0);
      const wanted = held.isOverlap.reduce((sum, value) => sum + value, 0);
      console.log(
        `from log-odds ${bound}: ${percent(right / Math.max(1, marked.length))} of what is marked is overlap, ` +
          `${percent(right / Math.max(1, wanted))} of the overlap is marked`,
      );
    }
  }
  await mkdir(path.dirname(values.out), { recursive: true });
  await writeFile(values.out, `${JSON.stringify(packed, null, 2)}\n`);
  console.log(`${rows.length} mixtures of ${clips.length} clips. Written to ${values.out}.`);
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

/** Mixtures in which either nobody or somebody speaks over the other for most of the time: what lies between is not asked. */
async function collectMixtures(clips: readonly ReaderClip[], count: number, random: () => number) {
  const session = await createVoiceSession(await ensureVoiceLayer(modelsDir));
  const rows: Float32Array[] = [];
  const overlaps: number[] = [];
  for (let at = 0; at < count; at++) {
    const { samples, overlapShare } = mixVoices(clips, random);
    if (overlapShare > 0.1 && overlapShare < 0.5) continue;
    const heard = await session.layersOf(samples);
    const statistics = createStatistics(heard.samples, heard.layers)(0, samples.length);
    if (!statistics) continue;
    rows.push(statistics.values);
    overlaps.push(overlapShare >= 0.5 ? 1 : 0);
  }
  await session.release();
  return { rows, isOverlap: Uint8Array.from(overlaps) };
}

function describeRows(rows: readonly Float32Array[], width: number) {
  const mean = new Float32Array(width);
  const deviation = new Float32Array(width);
  for (let at = 0; at < width; at++) {
    const sum = rows.reduce((total, row) => total + (row[at] as number), 0);
    mean[at] = sum / rows.length;
    const squares = rows.reduce((total, row) => total + ((row[at] as number) - (mean[at] as number)) ** 2, 0);
    deviation[at] = Math.sqrt(squares / rows.length) + 1e-6;
  }
  return { mean, deviation };
}
