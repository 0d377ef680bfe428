import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TimedWord } from "@/core/transcript/types";
import { deriveQualityReport, type ReportChunk, type ReportInput } from "./derive-quality-report";
import { mostStretches } from "./join-stretches";
import { describeQualityWarning, type QualityWarning } from "./quality-warnings";
import type { SoundWindow } from "./sound-window";

/** A word every 400 ms. */
function say(startMs: number, confidences: (number | null)[], text = "word"): TimedWord[] {
  return confidences.map((confidence, at) => ({
    text,
    startMs: startMs + at * 400,
    endMs: startMs + at * 400 + 300,
    confidence,
  }));
}
const repeat = <T>(value: T, times: number): T[] => Array.from({ length: times }, () => value);

function chunk(startMs: number, endMs: number, more: Partial<ReportChunk> = {}): ReportChunk {
  const words = say(startMs, repeat(0.9, Math.floor((endMs - startMs) / 400)));
  return { startMs, endMs, words, avgLogprob: -0.05, stopped: "end", timesEstimated: false, ...more };
}

/** Quiet rooms, clear voices. */
function windowsOf(
  totalMs: number,
  change: (at: number) => Partial<SoundWindow> = () => ({}),
): SoundWindow[] {
  return Array.from({ length: Math.ceil(totalMs / 10_000) }, (_, at) => ({
    startMs: at * 10_000,
    endMs: Math.min(totalMs, (at + 1) * 10_000),
    speechMs: 8_000,
    speechDbfs: -22,
    floorDbfs: -60,
    clippedShare: 0,
    ...change(at),
  }));
}

function report(more: Partial<ReportInput> = {}) {
  return deriveQualityReport({
    engines: ["moonshine-base"],
    chunks: [0, 20_000, 40_000, 60_000, 80_000].map((startMs) => chunk(startMs, startMs + 20_000)),
    windows: windowsOf(100_000),
    totalMs: 100_000,
    levels: { rmsDbfs: -25, peakDbfs: -3, clippedFraction: 0 },
    cutOff: false,
    passAgreement: null,
    found: [],
    ...more,
  });
}

const told = (warnings: QualityWarning[]) =>
  warnings.map(({ code, startMs, endMs }) => `${code} ${startMs}..${endMs}`);

describe("deriveQualityReport", () => {
  it("has nothing to say of a clear recording", () => {
    const { warnings, codes, accuracy, signals } = report();
    expect(warnings).toEqual([]);
    expect(codes).toEqual([]);
    expect(accuracy?.accuracy).toBeGreaterThan(0.95);
    expect(signals).toMatchObject({ words: 250, unsureShare: 0, wordsPerSecond: 2.5, passAgreement: null });
    expect(signals.snrDb).toBeCloseTo(38, 0);
  });

  it("names the stretch in which most words are unsure, and no single word", () => {
    const words = say(0, [
      ...repeat(0.9, 10),
      ...repeat(0.2, 10),
      ...repeat(0.9, 20),
      0.1,
      ...repeat(0.9, 9),
    ]);
    const { warnings } = report({ chunks: [chunk(0, 20_000, { words }), chunk(20_000, 100_000)] });
    expect(warnings.map(({ code }) => code)).toEqual(["low_confidence"]);
    expect(warnings[0]?.startMs).toBeLessThanOrEqual(4_000);
    expect(warnings[0]?.endMs).toBeGreaterThanOrEqual(7_900);
    expect(warnings[0]?.endMs).toBeLessThan(12_000);
  });

  it.each<[string, Partial<ReportInput>, string[]]>([
    [
      "a noisy stretch",
      { windows: windowsOf(100_000, (at) => (at === 3 || at === 4 ? { floorDbfs: -25 } : {})) },
      ["noisy 30000..50000"],
    ],
    [
      "noise nearly everywhere",
      { windows: windowsOf(100_000, (at) => (at === 0 ? {} : { floorDbfs: -25 })) },
      ["noisy null..null"],
    ],
    [
      "a quiet stretch",
      { windows: windowsOf(100_000, (at) => (at === 9 ? { speechDbfs: -55, floorDbfs: -80 } : {})) },
      ["very_quiet 90000..100000"],
    ],
    [
      "a stretch without speech, however quiet",
      { windows: windowsOf(100_000, (at) => (at === 9 ? { speechDbfs: null, speechMs: 0 } : {})) },
      [],
    ],
    [
      "an overdriven stretch",
      { windows: windowsOf(100_000, (at) => (at === 5 ? { clippedShare: 0.02 } : {})) },
      ["clipped 50000..60000"],
    ],
    [
      "where the engine repeated itself",
      { chunks: [chunk(0, 50_000), chunk(50_000, 70_000, { stopped: "loop" }), chunk(70_000, 100_000)] },
      ["loop_cut 50000..70000"],
    ],
    [
      "where times were estimated",
      { chunks: [chunk(0, 50_000), chunk(50_000, 70_000, { timesEstimated: true }), chunk(70_000, 100_000)] },
      ["times_estimated 50000..70000"],
    ],
    [
      "times that were estimated throughout",
      { chunks: [chunk(0, 100_000, { timesEstimated: true })] },
      ["times_estimated null..null"],
    ],
    ["an end that is missing", { cutOff: true }, ["cut_off null..null"]],
    ["nobody who speaks", { chunks: [] }, ["no_speech null..null"]],
    [
      "what others found, by its place",
      {
        cutOff: true,
        found: [
          { code: "speech_gap", startMs: 70_000, endMs: 72_000, retried: true },
          { code: "loop", startMs: 9_000, endMs: 10_000 },
        ],
      },
      ["cut_off null..null", "loop 9000..10000", "speech_gap 70000..72000"],
    ],
  ])("tells of %s", (_, more, expected) => {
    expect(told(report(more).warnings)).toEqual(expected);
  });

  it("tells of fast speech where times were heard, and not where they were estimated", () => {
    const fast = Array.from({ length: 40 }, (_, at) => ({
      text: "understand",
      startMs: 20_000 + at * 200,
      endMs: 20_000 + at * 200 + 190,
      confidence: 0.9,
    }));
    const chunks = (timesEstimated: boolean) => [
      chunk(0, 20_000),
      chunk(20_000, 28_000, { words: fast, timesEstimated }),
      chunk(28_000, 100_000),
    ];
    expect(told(report({ chunks: chunks(false) }).warnings)).toEqual(["fast_speech 20000..27990"]);
    expect(told(report({ chunks: chunks(true) }).warnings)).toEqual(["times_estimated 20000..28000"]);
  });

  it("keeps what was heard once more apart, and says so", () => {
    const { warnings } = report({
      found: [
        { code: "speech_gap", startMs: 1_000, endMs: 2_000, retried: true },
        { code: "speech_gap", startMs: 2_000, endMs: 3_000 },
      ],
    });
    expect(warnings).toHaveLength(2);
    expect(warnings.map(describeQualityWarning)).toEqual([
      expect.stringContaining("heard once more"),
      expect.not.stringContaining("heard once more"),
    ]);
  });

  it("says nothing of the accuracy for an engine that was never measured", () => {
    expect(report({ engines: ["openai"] }).accuracy).toBeNull();
  });

  it("stays bounded and in order, whatever was heard", () => {
    const heard = fc.array(
      fc.record({
        lengthMs: fc.integer({ min: 400, max: 20_000 }),
        confidence: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
        stopped: fc.constantFrom("end" as const, "loop" as const),
        timesEstimated: fc.boolean(),
      }),
      { minLength: 1, maxLength: 200 },
    );
    const loudness = fc.array(
      fc.record({
        speechDbfs: fc.option(fc.double({ min: -90, max: 0, noNaN: true })),
        floorDbfs: fc.double({ min: -120, max: 0, noNaN: true }),
        clippedShare: fc.double({ min: 0, max: 0.01, noNaN: true }),
      }),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(heard, loudness, (parts, levels) => {
        let clockMs = 0;
        const chunks = parts.map(({ lengthMs, confidence, ...more }) => {
          clockMs += lengthMs + 6_000;
          const words = say(clockMs, repeat(confidence, Math.floor(lengthMs / 400)));
          return chunk(clockMs, clockMs + lengthMs, { words, ...more });
        });
        const { warnings } = report({
          chunks,
          windows: windowsOf(levels.length * 10_000, (at) => levels[at] ?? {}),
        });
        const counts = new Map<string, number>();
        let last = -1;
        for (const { code, startMs, endMs } of warnings) {
          counts.set(code, (counts.get(code) ?? 0) + 1);
          expect((startMs === null) === (endMs === null)).toBe(true);
          if (startMs !== null && endMs !== null) expect(startMs).toBeLessThanOrEqual(endMs);
          expect(startMs ?? -1).toBeGreaterThanOrEqual(last);
          last = startMs ?? -1;
        }
        for (const count of counts.values()) expect(count).toBeLessThanOrEqual(mostStretches);
      }),
      { endOnFailure: true, numRuns: 50 },
    );
  });
});
