import { createReadStream } from "node:fs";
import type { SoundWindow } from "@/core/quality/sound-window";
import { SAMPLE_RATE } from "../engines/engine";
import { readWavInfo } from "../engines/read-wav";
import type { SpeechMap } from "./speech-map";

/** 20 ms: shorter than a syllable, so that pauses between words are seen. */
const FRAME_SAMPLES = 320;
const WINDOW_FRAMES = 500;
const READ_BYTES = 1024 ** 2;
const FULL_SCALE = 32_767;
/** Which of the frames, in order of loudness, is taken for what is there between the words. */
const FLOOR_SHARE = 0.1;
const SILENT_DBFS = -120;

const toMs = (samples: number) => Math.round((samples * 1000) / SAMPLE_RATE);
const toDbfs = (power: number) => (power <= 1e-12 ? SILENT_DBFS : Math.round(100 * Math.log10(power)) / 10);

/** How loud a master is, ten seconds after ten seconds: one pass over the file, and nothing of it is held but a window.
 * @throws the signal's reason */
export async function measureSound(
  wavPath: string,
  map: SpeechMap,
  signal: AbortSignal,
): Promise<SoundWindow[]> {
  const { dataOffsetBytes, totalSamples } = await readWavInfo(wavPath);
  const windows: SoundWindow[] = [];
  if (totalSamples === 0) return windows;
  const powers = new Float64Array(WINDOW_FRAMES);
  let frames = 0;
  let speechFrames = 0;
  let speechPower = 0;
  let clipped = 0;
  let windowStart = 0;
  let at = 0;
  let frameSum = 0;
  let frameSamples = 0;
  let spanIndex = 0;

  function closeFrame(): void {
    const power = frameSum / frameSamples / 32_768 ** 2;
    powers[frames] = power;
    frames += 1;
    const middle = at - (frameSamples >> 1);
    while ((map.spans[spanIndex]?.end ?? Number.POSITIVE_INFINITY) <= middle) spanIndex += 1;
    if (map.spans[spanIndex]?.speech) {
      speechFrames += 1;
      speechPower += power;
    }
    frameSum = 0;
    frameSamples = 0;
    if (frames === WINDOW_FRAMES) closeWindow();
  }

  function closeWindow(): void {
    const sorted = powers.slice(0, frames).sort();
    windows.push({
      startMs: toMs(windowStart),
      endMs: toMs(at),
      speechMs: toMs(Math.min(at - windowStart, speechFrames * FRAME_SAMPLES)),
      speechDbfs: speechFrames > 0 ? toDbfs(speechPower / speechFrames) : null,
      floorDbfs: toDbfs(sorted[Math.floor(frames * FLOOR_SHARE)] ?? 0),
      clippedShare: clipped / (at - windowStart),
    });
    frames = 0;
    speechFrames = 0;
    speechPower = 0;
    clipped = 0;
    windowStart = at;
  }

  const stream = createReadStream(wavPath, {
    start: dataOffsetBytes,
    end: dataOffsetBytes + totalSamples * 2 - 1,
    highWaterMark: READ_BYTES,
    signal,
  });
  let leftover: Buffer | null = null;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      const bytes: Buffer = leftover ? Buffer.concat([leftover, piece]) : piece;
      const even = bytes.length & ~1;
      leftover = even < bytes.length ? Buffer.from(bytes.subarray(even)) : null;
      for (let byte = 0; byte < even; byte += 2) {
        const value = bytes.readInt16LE(byte);
        frameSum += value * value;
        if (value >= FULL_SCALE || value <= -FULL_SCALE) clipped += 1;
        frameSamples += 1;
        at += 1;
        if (frameSamples === FRAME_SAMPLES) closeFrame();
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  if (frameSamples > 0) closeFrame();
  if (frames > 0) closeWindow();
  return windows;
}
