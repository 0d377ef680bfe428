import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deriveTranscriptionLeft, deriveWaitingWork, estimateTimeLeft } from "./estimate-time-left";
import { type ChunkFacts, measureDecoding } from "./measure-decoding";
import { deriveMeanSharers, shareEngine } from "./share-engine";
import { deriveSpeedBelief } from "./speed-belief";

const speed = fc.double({ min: 0.1, max: 300, noNaN: true });

describe("what is believed of a speed", () => {
  test("is nothing where nothing was measured", () => {
    expect(deriveSpeedBelief([])).toBeNull();
    expect(deriveSpeedBelief([0, Number.NaN, -1], { speed: 0, pieces: 3 })).toBeNull();
  });

  test("lies between history and the run itself, and nearer to the run the more of it there is", () => {
    const at = (pieces: number) =>
      Math.exp(deriveSpeedBelief([10, 11, 9, 10], { speed: 20, pieces })?.meanLog ?? 0);
    expect(at(1)).toBeGreaterThan(10);
    expect(at(10)).toBeGreaterThan(at(1));
    expect(at(1_000)).toBeCloseTo(20, 0);
  });

  test("gets surer with every run and every piece", () => {
    fc.assert(
      fc.property(speed, fc.integer({ min: 1, max: 30 }), (value, runs) => {
        const fewer = deriveSpeedBelief(new Array<number>(runs).fill(value));
        const more = deriveSpeedBelief(new Array<number>(runs + 1).fill(value), { speed: value, pieces: 3 });
        expect(more?.sdCommon).toBeLessThanOrEqual((fewer?.sdCommon ?? 0) + 0.15);
        expect(more?.sdEach).toBeLessThan(fewer?.sdEach ?? 0);
      }),
    );
  });
});

describe("the engine", () => {
  test("is shared evenly, and who waits takes the place of who ends", () => {
    expect(shareEngine([10, 4], [], 2).active).toEqual([14, 8]);
    expect(shareEngine([10], [], 2).active).toEqual([10]);
    expect(shareEngine([10, 4], [2], 2)).toEqual({ active: [16, 8], waiting: [12] });
    expect(shareEngine([], [3, 3, 3], 1).waiting).toEqual([3, 6, 9]);
  });

  test("is never idle while there is work: the last end is the sum of all work", () => {
    const works = fc.array(fc.double({ min: 0, max: 1e4, noNaN: true }), { maxLength: 40 });
    fc.assert(
      fc.property(works, works, fc.integer({ min: 1, max: 8 }), (active, waiting, places) => {
        const ends = shareEngine(active, waiting, places);
        const all = [...active, ...waiting];
        const sum = all.reduce((total, work) => total + work, 0);
        expect(Math.max(0, ...ends.active, ...ends.waiting)).toBeCloseTo(sum, 4);
        ends.active.forEach((end, at) => {
          expect(end).toBeGreaterThanOrEqual((active[at] ?? 0) - 1e-6);
        });
      }),
    );
  });

  test("had as many sharers as overlapped", () => {
    expect(deriveMeanSharers({ start: 0, end: 10 }, [])).toBe(1);
    expect(deriveMeanSharers({ start: 0, end: 10 }, [{ start: 5, end: 20 }])).toBe(1.5);
    expect(deriveMeanSharers({ start: 0, end: 0 }, [{ start: 5, end: 20 }])).toBe(1);
  });
});

/** Two slots that take 20 s of audio in 2 s each: 20 seconds of audio a second. */
const chunks: ChunkFacts = {
  decodedCount: 6,
  decodedSeconds: 120,
  firstSeconds: 20,
  firstAfter: 5,
  lastAfter: 9,
  leftCount: 6,
  leftSeconds: 120,
  totalSeconds: 240,
};

describe("a run", () => {
  test("is measured from its first chunk on: what came before has no part in what is left", () => {
    expect(measureDecoding(chunks, 2, 1)?.speed).toBeCloseTo(22.5, 1);
    expect(measureDecoding({ ...chunks, firstAfter: 105, lastAfter: 109 }, 2, 1)?.speed).toBeCloseTo(22.5, 1);
    expect(measureDecoding({ ...chunks, decodedCount: 1, decodedSeconds: 20 }, 2, 1)).toBeNull();
  });

  test("that had half of the engine shows half of its speed", () => {
    expect(measureDecoding({ ...chunks, lastAfter: 15 }, 2, 2)?.speed).toBeCloseTo(20, 1);
  });

  test("that nothing is known of has no time left to show", () => {
    const none = { decodeSpeeds: [], wholeSpeeds: [] };
    const run = { audioSeconds: 240, elapsedSeconds: 1, sharers: 1 };
    expect(deriveTranscriptionLeft({ ...run, chunks: null }, none, 2)).toBeNull();
    const planned = { ...chunks, decodedCount: 0, decodedSeconds: 0, leftSeconds: 240, leftCount: 12 };
    expect(deriveTranscriptionLeft({ ...run, chunks: planned }, none, 2)).toBeNull();
  });

  test("that was resumed is told from its own chunks alone", () => {
    const none = { decodeSpeeds: [], wholeSpeeds: [] };
    const run = { audioSeconds: 600, elapsedSeconds: 9, sharers: 1 };
    const whole = deriveTranscriptionLeft({ ...run, chunks }, none, 2);
    const resumed = deriveTranscriptionLeft({ ...run, chunks: { ...chunks, totalSeconds: 600 } }, none, 2);
    expect(resumed).toEqual(whole);
  });
});

describe("the range", () => {
  const belief = deriveSpeedBelief([10, 11, 9, 10, 12]) as NonNullable<ReturnType<typeof deriveSpeedBelief>>;

  test("lies around the middle, in order, and is put off by a wait", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 1e4, noNaN: true }),
        (audioSeconds, runs, wait) => {
          const work = deriveWaitingWork(audioSeconds, belief, { runs });
          const range = estimateTimeLeft([work], wait);
          expect(range?.lowSeconds).toBeGreaterThanOrEqual(wait);
          expect(range?.lowSeconds).toBeLessThanOrEqual(wait + work.seconds + 0.1);
          expect(range?.highSeconds).toBeGreaterThan(wait + work.seconds);
        },
      ),
    );
  });

  test("of many runs is relatively narrower than of one, and of none is short", () => {
    const ratio = (runs: number) => {
      const range = estimateTimeLeft([deriveWaitingWork(1_000 * runs, belief, { runs })]);
      return (range?.highSeconds ?? 0) / (range?.lowSeconds ?? 1);
    };
    expect(ratio(50)).toBeLessThan(ratio(1));
    expect(estimateTimeLeft([])?.highSeconds).toBeLessThan(1);
    expect(estimateTimeLeft([{ seconds: Number.NaN, sdLog: 0.1, degrees: 5 }])).toBeNull();
  });
});
