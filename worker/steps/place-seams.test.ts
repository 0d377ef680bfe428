import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serializeWav } from "../engines/openai/serialize-wav";
import { planChunks } from "../engines/vad/plan-chunks";
import { findQuietest, placeSeams, rangeHeard } from "./place-seams";

const SECOND = 16_000;
/** Loud for 150 s but for a tenth of a second in every third. */
const isQuiet = (at: number) => at % (3 * SECOND) < SECOND / 10;
let folder: string;
let wavPath: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trax-seams-"));
  wavPath = path.join(folder, "sound.wav");
  const sound = Float32Array.from({ length: 150 * SECOND }, (_, at) =>
    isQuiet(at) ? 0 : 0.4 * Math.sin(at / 9),
  );
  await writeFile(wavPath, serializeWav(sound, 0));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const { signal } = new AbortController();

describe("placeSeams", () => {
  it("cuts a long stretch where it is quiet, hears beyond the cut, and covers every sample once", async () => {
    const ranges = planChunks([{ start: 0, end: 150 * SECOND }], 150 * SECOND);
    expect(ranges.length).toBeGreaterThan(6);
    const planned = await placeSeams(wavPath, ranges, { takesText: true, signal });
    let clock = 0;
    planned.forEach((chunk, at) => {
      const { range, context } = chunk;
      expect(range.start).toBe(clock);
      clock = range.end;
      const heard = rangeHeard(chunk);
      expect(heard.end - heard.start).toBeLessThanOrEqual(24 * SECOND);
      if (at > 0) expect(isQuiet(range.start)).toBe(true);
      expect(context).toEqual({
        leadSamples: at > 0 ? SECOND : 0,
        tailSamples: at < planned.length - 1 ? SECOND : 0,
        textOf: at % 2 === 1 ? at - 1 : null,
      });
    });
    expect(clock).toBe(150 * SECOND);
    expect(await placeSeams(wavPath, ranges, { takesText: true, signal })).toEqual(planned);
  });

  it("carries nothing over a pause, and no text for an engine that takes none", async () => {
    const apart = [
      { start: 0, end: SECOND },
      { start: 2 * SECOND, end: 9 * SECOND },
      { start: 9 * SECOND, end: 16 * SECOND },
    ];
    const [first, , last] = await placeSeams(wavPath, apart, { takesText: false, signal });
    expect(first).toEqual({ range: apart[0], context: null });
    expect(last?.context).toEqual({ leadSamples: SECOND, tailSamples: 0, textOf: null });
  });

  it("stays in the middle of a sound that is equally loud all over", () => {
    expect(findQuietest(new Float32Array(SECOND).fill(0))).toBe(SECOND / 2);
    expect(findQuietest(new Float32Array(0))).toBe(0);
  });
});
