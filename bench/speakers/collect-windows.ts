import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createStatistics } from "../../core/diarization/voice-statistics";
import { readWavInfo, readWavSamples } from "../../worker/engines/read-wav";
import { ensureVoiceLayer } from "../../worker/engines/speakers/build-voice-layer";
import { createVoiceSession } from "../../worker/engines/speakers/voice-session";
import { createRandom } from "../create-random";
import { convertSound } from "../speech/convert-sound";
import { modelsDir } from "../speech/create-bench-pool";
import { augmentations, augmentSound } from "./augment-sound";
import type { ReaderClip } from "./join-dialogue";
import type { LabelledRows } from "./train-projection";

const windowSamples = 24_000;
const hopSamples = 12_000;

/** Clips of a folder, named by their reader (up to the first "-"). */
export async function loadClips(dir: string): Promise<ReaderClip[]> {
  const temporaryDir = await mkdtemp(path.join(tmpdir(), "trax-voices-"));
  try {
    const wavPath = path.join(temporaryDir, "clip.wav");
    const clips: ReaderClip[] = [];
    for (const name of (await readdir(dir)).filter((each) => /\.(flac|wav)$/.test(each)).sort()) {
      await convertSound(path.join(dir, name), wavPath);
      const { totalSamples } = await readWavInfo(wavPath);
      const [samples] = await readWavSamples(wavPath, [{ start: 0, end: totalSamples }]);
      clips.push({ reader: name.split("-")[0] as string, samples: samples as Float32Array });
    }
    return clips;
  } finally {
    await rm(temporaryDir, { recursive: true, force: true });
  }
}

/** Statistics of windows of 1.5 s of every clip, as it is and as noise, a telephone and a room would change it; a class
 * is a reader. The same clips give the same rows. */
export async function collectWindows(
  clips: readonly ReaderClip[],
  onProgress: (fraction: number) => void,
): Promise<LabelledRows> {
  const session = await createVoiceSession(await ensureVoiceLayer(modelsDir));
  const random = createRandom(7);
  const readers = [...new Set(clips.map(({ reader }) => reader))];
  const rows: Float32Array[] = [];
  const classes: number[] = [];
  for (const [at, { reader, samples }] of clips.entries()) {
    for (const kind of augmentations) {
      const others = Array.from({ length: 4 }, () => {
        const other = clips[Math.floor(random() * clips.length)] as ReaderClip;
        return other.samples;
      });
      const sound = augmentSound(samples, kind, random, others);
      for (let start = 0; start + windowSamples <= sound.length; start += hopSamples) {
        const heard = await session.layersOf(sound.slice(start, start + windowSamples));
        const statistics = createStatistics(heard.samples, heard.layers)(0, windowSamples);
        if (!statistics) continue;
        rows.push(statistics.values);
        classes.push(readers.indexOf(reader));
      }
    }
    onProgress((at + 1) / clips.length);
  }
  await session.release();
  const width = rows[0]?.length ?? 0;
  const values = new Float32Array(rows.length * width);
  rows.forEach((row, at) => {
    values.set(row, at * width);
  });
  return { width, values, classes: Int32Array.from(classes) };
}
