import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SAMPLE_RATE } from "../../worker/engines/engine";
import { readWavInfo } from "../../worker/engines/read-wav";
import { createEmbeddedSpeakers } from "../../worker/engines/speakers/embedded-speakers";
import { convertSound } from "../speech/convert-sound";
import { createBenchPool } from "../speech/create-bench-pool";
import { equalErrorRate } from "./equal-error-rate";

const stretchSamples = 3 * SAMPLE_RATE;

/** Stretches of 3 s of clips named by their speaker (up to the first "-"), each with each of another clip: how often the
 * same voice is taken for another, at the score where that is as frequent as the opposite. */
export async function measureSameVoice(files: readonly string[]) {
  const temporaryDir = await mkdtemp(path.join(tmpdir(), "trax-bench-"));
  const pool = createBenchPool(2);
  const { signal } = new AbortController();
  const stretches: { speaker: string; file: string; embedding: Float32Array }[] = [];
  let [audioSeconds, processingSeconds] = [0, 0];
  try {
    const engine = createEmbeddedSpeakers(pool);
    const wavPath = path.join(temporaryDir, "sound.wav");
    for (const file of files) {
      await convertSound(file, wavPath);
      const { totalSamples } = await readWavInfo(wavPath);
      const ranges = Array.from({ length: Math.floor(totalSamples / stretchSamples) }, (_, at) => ({
        start: at * stretchSamples,
        end: (at + 1) * stretchSamples,
      }));
      const startedAt = performance.now();
      const voices = await engine.embed(wavPath, ranges, { signal });
      processingSeconds += (performance.now() - startedAt) / 1000;
      audioSeconds += (ranges.length * stretchSamples) / SAMPLE_RATE;
      const speaker = path.basename(file).split("-")[0] as string;
      for (const { embedding, seconds } of voices) {
        if (seconds > 0) stretches.push({ speaker, file, embedding });
      }
    }
  } finally {
    await pool.close();
    await rm(temporaryDir, { recursive: true, force: true });
  }
  const same: number[] = [];
  const different: number[] = [];
  stretches.forEach((left, at) => {
    for (const right of stretches.slice(0, at)) {
      if (left.file === right.file) continue;
      const score = left.embedding.reduce(
        (sum, value, each) => sum + value * (right.embedding[each] as number),
        0,
      );
      (left.speaker === right.speaker ? same : different).push(score);
    }
  });
  return {
    eer: equalErrorRate(same, different),
    stretches: stretches.length,
    same: same.length,
    different: different.length,
    audioSeconds,
    processingSeconds,
  };
}
