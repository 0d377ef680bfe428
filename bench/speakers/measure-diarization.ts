import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { diarizationErrorRate } from "../../core/quality/diarization-error-rate";
import { SAMPLE_RATE } from "../../worker/engines/engine";
import { createMoonshineEngine } from "../../worker/engines/moonshine/moonshine-engine";
import { readWavInfo } from "../../worker/engines/read-wav";
import { createEmbeddedSpeakers } from "../../worker/engines/speakers/embedded-speakers";
import { convertSound } from "../speech/convert-sound";
import { createBenchPool } from "../speech/create-bench-pool";
import { parseRttm } from "./parse-rttm";

export interface FileErrors {
  file: string;
  der: number;
  derNoOverlap: number;
  speakers: number;
  speakersRef: number;
  spokenMs: number;
  wrongMs: number;
  missedMs: number;
  falseAlarmMs: number;
  confusedMs: number;
  isUncertain: boolean;
  audioSeconds: number;
  processingSeconds: number;
}

/** The embedded engine alone, two slots, one file after the other: finding speech and telling voices apart, with the
 * models loaded before; not the conversion of the file. */
export async function* measureDiarization(
  files: readonly string[],
  { knowsCount }: { knowsCount: boolean },
): AsyncGenerator<FileErrors> {
  if (files.length === 0) return;
  const temporaryDir = await mkdtemp(path.join(tmpdir(), "trax-bench-"));
  const pool = createBenchPool(2);
  const { signal } = new AbortController();
  try {
    const detector = createMoonshineEngine(pool, "base");
    const engine = createEmbeddedSpeakers(pool);
    await detector.prepare(signal);
    for (const [at, file] of files.entries()) {
      const wavPath = path.join(temporaryDir, `${at}.wav`);
      await convertSound(file, wavPath);
      const { totalSamples } = await readWavInfo(wavPath);
      const reference = parseRttm(
        await readFile(`${file.slice(0, -path.extname(file).length)}.rttm`, "utf8"),
      );
      const speakersRef = new Set(reference.map(({ speaker }) => speaker)).size;
      const diarize = async () => {
        const regions = await detector.detectSpeech(wavPath, { signal });
        const count = knowsCount ? { exactly: speakersRef } : null;
        return engine.diarize(wavPath, { regions, words: [], count }, { signal });
      };
      if (at === 0) await diarize();
      const startedAt = performance.now();
      const { turns, voices, isUncertain } = await diarize();
      const processingSeconds = (performance.now() - startedAt) / 1000;
      const hypothesis = turns.map(({ speaker, ...turn }) => ({ ...turn, speaker: String(speaker) }));
      const errors = diarizationErrorRate(reference, hypothesis);
      yield {
        file: path.basename(file),
        der: errors.der,
        derNoOverlap: diarizationErrorRate(reference, hypothesis, { skipsOverlap: true }).der,
        speakers: voices.length,
        speakersRef,
        spokenMs: errors.spokenMs,
        wrongMs: errors.missedMs + errors.falseAlarmMs + errors.confusedMs,
        missedMs: errors.missedMs,
        falseAlarmMs: errors.falseAlarmMs,
        confusedMs: errors.confusedMs,
        isUncertain,
        audioSeconds: totalSamples / SAMPLE_RATE,
        processingSeconds,
      };
    }
  } finally {
    await pool.close();
    await rm(temporaryDir, { recursive: true, force: true });
  }
}
