import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sharpenVoice } from "./sharpen-voice";

/** A second of faint noise with a tone in it. */
function buildSound(startMs: number, endMs: number): Float32Array {
  return Float32Array.from({ length: 16_000 }, (_, at) =>
    at >= startMs * 16 && at < endMs * 16 ? 0.3 * Math.sin(at / 5) : 0.0002 * Math.sin(at * 7.1),
  );
}
const ms = (start: number, end: number) => ({ start: start * 16, end: end * 16 });

describe("sharpenVoice", () => {
  it("moves both edges to where the sound sets in and ends", () => {
    const sound = buildSound(300, 700);
    expect(sharpenVoice([ms(250, 770)], sound)).toEqual([ms(300, 700)]);
    expect(sharpenVoice([ms(390, 620)], sound)).toEqual([ms(300, 700)]);
  });

  it("leaves an edge where it is when the sound goes on", () => {
    expect(sharpenVoice([ms(400, 500)], buildSound(0, 1_000))[0]).toEqual(ms(400, 500));
    expect(sharpenVoice([ms(0, 1_000)], new Float32Array(16_000))).toEqual([ms(0, 1_000)]);
  });

  it("holds order and the bounds of the sound for any stretches", () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 0, max: 16_000 }), { minLength: 2, maxLength: 10 });
    fc.assert(
      fc.property(
        cuts,
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 500, max: 1_000 }),
        (at, from, to) => {
          const sorted = at.toSorted((a, b) => a - b);
          const voice = sorted
            .flatMap((start, index) => (index % 2 === 0 ? [{ start, end: sorted[index + 1] ?? 16_000 }] : []))
            .filter(({ start, end }) => end > start);
          let clock = 0;
          for (const { start, end } of sharpenVoice(voice, buildSound(from, to))) {
            expect(start).toBeGreaterThanOrEqual(clock);
            expect(end).toBeGreaterThan(start);
            clock = end;
          }
          expect(clock).toBeLessThanOrEqual(16_000);
        },
      ),
      { endOnFailure: true },
    );
  });
});
