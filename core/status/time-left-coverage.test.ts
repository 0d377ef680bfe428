import { describe, expect, test } from "vitest";
import { deriveTranscriptionLeft, type EngineHistory, estimateTimeLeft } from "./estimate-time-left";
import { type ChunkFacts, measureDecoding } from "./measure-decoding";

/** The same noise at every run (mulberry32, T. Ettinger). */
function createNoise(seed: number) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  // Box and Muller.
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}
type Noise = ReturnType<typeof createNoise>;

interface SimulatedRun {
  audioSeconds: number;
  endSeconds: number;
  /** As they were written, in order. */
  decoded: { after: number; seconds: number }[];
}

/** Two slots take chunks of 6 to 20 seconds in turns; chunks differ in density, machines in what else they do, and
 * that changes on the way. */
function simulateRun({ uniform, normal }: Noise, chunkCount: number): SimulatedRun {
  const slots = [0, 0];
  const load = Math.exp(0.2 * normal());
  const loadLater = load * Math.exp(0.1 * normal());
  const lengths = Array.from({ length: chunkCount }, () => 6 + 14 * uniform());
  const audioSeconds = lengths.reduce((sum, seconds) => sum + seconds, 0);
  // Finding speech, then each slot loads its model.
  const begin = audioSeconds / 300 + 0.2;
  slots.fill(begin + 0.5);
  const decoded = lengths.map((seconds, index) => {
    const slot = (slots[0] as number) <= (slots[1] as number) ? 0 : 1;
    const factor = index < chunkCount / 2 ? load : loadLater;
    const after = (slots[slot] as number) + (seconds / 15) * factor * Math.exp(0.25 * normal());
    slots[slot] = after;
    return { after, seconds };
  });
  decoded.sort((a, b) => a.after - b.after);
  return { audioSeconds, endSeconds: Math.max(...slots) + 0.1 + 0.2 * uniform(), decoded };
}

function toChunks(run: SimulatedRun, nowSeconds: number): ChunkFacts {
  const done = run.decoded.filter(({ after }) => after <= nowSeconds);
  const sum = (chunks: { seconds: number }[]) => chunks.reduce((total, { seconds }) => total + seconds, 0);
  return {
    decodedCount: done.length,
    decodedSeconds: sum(done),
    firstSeconds: done[0]?.seconds ?? 0,
    firstAfter: done[0]?.after ?? 0,
    lastAfter: done.at(-1)?.after ?? 0,
    leftCount: run.decoded.length - done.length,
    leftSeconds: sum(run.decoded.slice(done.length)),
    totalSeconds: run.audioSeconds,
  };
}

function toHistory(runs: SimulatedRun[]): EngineHistory {
  return {
    decodeSpeeds: runs.flatMap((run) => measureDecoding(toChunks(run, run.endSeconds), 2, 1)?.speed ?? []),
    wholeSpeeds: runs.map((run) => run.audioSeconds / run.endSeconds),
  };
}

function measureCoverage(seed: number, historyLength: number, shortest: number, longest: number) {
  const noise = createNoise(seed);
  const drawLength = () => shortest + Math.floor(noise.uniform() * (longest - shortest + 1));
  const ratios: number[] = [];
  let held = 0;
  const trials = 500;
  for (let trial = 0; trial < trials; trial += 1) {
    const past = Array.from({ length: historyLength }, () => simulateRun(noise, drawLength()));
    const run = simulateRun(noise, drawLength());
    // Half of the chunks are there, and a look falls somewhere before the next is.
    const middle = run.decoded[Math.ceil(run.decoded.length / 2) - 1]?.after ?? 0;
    const next = run.decoded[Math.ceil(run.decoded.length / 2)]?.after ?? run.endSeconds;
    const nowSeconds = middle + noise.uniform() * (next - middle) * 0.99;
    const left = deriveTranscriptionLeft(
      {
        audioSeconds: run.audioSeconds,
        elapsedSeconds: nowSeconds,
        sharers: 1,
        chunks: toChunks(run, nowSeconds),
      },
      toHistory(past),
      2,
    );
    const range = left && estimateTimeLeft([left]);
    if (!range) continue;
    const truth = run.endSeconds - nowSeconds;
    if (range.lowSeconds <= truth && truth <= range.highSeconds) held += 1;
    ratios.push(range.highSeconds / range.lowSeconds);
  }
  ratios.sort((a, b) => a - b);
  return { share: held / trials, medianRatio: ratios[ratios.length >> 1] ?? Number.NaN };
}

describe("the range shown half-way", () => {
  test.each([
    ["recordings of a minute or more, with history", 30, 8, 20],
    ["long recordings, with history", 30, 40, 120],
    ["long recordings, the first ever", 0, 40, 120],
    ["the third recording ever", 2, 10, 30],
  ])("holds the end in four of five runs and is not wide: %s", (_, history, shortest, longest) => {
    const { share, medianRatio } = measureCoverage(7, history, shortest, longest);
    expect(share).toBeGreaterThanOrEqual(0.8);
    expect(medianRatio).toBeLessThanOrEqual(2.5);
  });

  test("holds it for recordings of a few chunks too, though it is wide", () => {
    expect(measureCoverage(11, 30, 3, 6).share).toBeGreaterThanOrEqual(0.8);
  });
});
