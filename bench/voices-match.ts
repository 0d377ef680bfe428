import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { compareVoices, groupVoices, voiceBounds } from "../core/diarization/compare-voices";
import { readWavInfo } from "../worker/engines/read-wav";
import { createEmbeddedSpeakers } from "../worker/engines/speakers/embedded-speakers";
import { fitMatchConfidence } from "./speakers/fit-match-confidence";
import { convertSound } from "./speech/convert-sound";
import { createBenchPool } from "./speech/create-bench-pool";

const usage = "npm run bench -- voices-match DIR [--halves]";

interface Sample {
  speaker: string;
  /** Samples of one file are not compared, but its halves are where each reader has one file. */
  documentId: string;
  embedding: Float32Array;
  seconds: number;
}

/** How surely a voice is known again in another file: fits the confidence of `core/diarization/compare-voices.ts` to a
 * folder of clips named by their speaker, and counts what the bounds there would make of them. `--halves`: each clip is two
 * files, for readers of whom there is one. */
export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { halves: { type: "boolean", default: false } },
  });
  const [dir] = positionals;
  if (!dir || positionals.length > 1) throw new Error(`Usage: ${usage}`);
  const samples = await listSamples(dir, values.halves ? 2 : 1);
  const pairs = samples.flatMap((left, at) =>
    samples.slice(0, at).map((right) => ({
      isSame: left.speaker === right.speaker,
      cosine: left.embedding.reduce((sum, value, each) => sum + value * (right.embedding[each] as number), 0),
      confidence: compareVoices(left.embedding, right.embedding),
    })),
  );
  const same = pairs.filter(({ isSame }) => isSame);
  const different = pairs.filter(({ isSame }) => !isSame);
  const share = (list: typeof pairs, bound: number) =>
    `${((100 * list.filter(({ confidence }) => confidence >= bound).length) / Math.max(1, list.length)).toFixed(2)} %`;
  console.log(`${samples.length} samples; ${same.length} pairs of one voice, ${different.length} of two`);
  for (const [name, bound] of Object.entries(voiceBounds)) {
    console.log(`${name} (${bound}): ${share(same, bound)} of one voice, ${share(different, bound)} of two`);
  }
  for (const list of [same, different]) {
    const sorted = list.map(({ cosine }) => cosine).sort((a, b) => a - b);
    const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))]?.toFixed(3);
    console.log(
      `cosine 0/1/5/50/95/99/99.9/100 %: ${[0, 0.01, 0.05, 0.5, 0.95, 0.99, 0.999, 1].map(at).join(" ")}`,
    );
  }
  const { slope, middle } = fitMatchConfidence(pairs);
  console.log(`fitted: slope ${slope.toFixed(2)}, middle ${middle.toFixed(3)}`);
  const groups = groupVoices(samples);
  const mixed = groups.filter((group) => new Set(group.map(({ speaker }) => speaker)).size > 1).length;
  const people = new Set(samples.map(({ speaker }) => speaker)).size;
  console.log(`${people} people in ${groups.length} groups, ${mixed} of them of more than one person`);
}

async function listSamples(dir: string, parts: number): Promise<Sample[]> {
  const files = (await readdir(dir)).filter((name) => /\.(flac|wav)$/i.test(name)).sort();
  const temporaryDir = await mkdtemp(path.join(tmpdir(), "trax-bench-"));
  const pool = createBenchPool(2);
  const samples: Sample[] = [];
  try {
    const engine = createEmbeddedSpeakers(pool);
    const wavPath = path.join(temporaryDir, "sound.wav");
    for (const file of files) {
      await convertSound(path.join(dir, file), wavPath);
      const { totalSamples } = await readWavInfo(wavPath);
      const length = Math.floor(totalSamples / parts);
      const ranges = Array.from({ length: parts }, (_, at) => ({
        start: at * length,
        end: (at + 1) * length,
      }));
      const voices = await engine.embed(wavPath, ranges, { signal: new AbortController().signal });
      const speaker = file.split("-")[0] as string;
      for (const [at, { embedding, seconds }] of voices.entries()) {
        if (seconds >= 3) samples.push({ speaker, documentId: `${file}:${at}`, embedding, seconds });
      }
    }
  } finally {
    await pool.close();
    await rm(temporaryDir, { recursive: true, force: true });
  }
  return samples;
}
