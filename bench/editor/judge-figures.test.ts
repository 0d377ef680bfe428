import { describe, expect, it } from "vitest";
import { findMedian, judgeFigures, summarizeFigures } from "./judge-figures";
import type { PageFigures } from "./measure-page";

const buildFigures = (change: Partial<PageFigures> = {}): PageFigures => ({
  openMs: 1_000,
  keyP95Ms: 20,
  longFrames: 1,
  rendererMb: 100,
  domNodes: 1_000,
  autosaveBytes: 440,
  findMs: 160,
  ...change,
});
const judge = (large: Partial<PageFigures>) =>
  judgeFigures({
    small: [buildFigures()],
    large: [buildFigures(large)],
    bare: [buildFigures({ keyP95Ms: 6, autosaveBytes: 0, findMs: Number.NaN })],
  })
    .filter(({ held }) => !held)
    .map(({ name }) => name);

describe("the limits of the editor's benchmark", () => {
  it("hold for a long document that is as light as a short one", () => {
    expect(judge({})).toEqual([]);
    expect(
      judge({ openMs: 2_000, keyP95Ms: 23, longFrames: 4, rendererMb: 130, domNodes: 2_000, findMs: 210 }),
    ).toEqual([]);
  });

  it("each tell of a long document that is heavier", () => {
    expect(judge({ openMs: 2_001 })).toEqual(["open, large"]);
    expect(judge({ keyP95Ms: 38 })).toEqual([
      "key to paint, large beside small",
      "key to paint, large beside bare",
    ]);
    expect(judge({ longFrames: 5 })).toEqual(["long frames above the bare page's"]);
    expect(judge({ rendererMb: 131 })).toEqual(["renderer memory, large"]);
    expect(judge({ domNodes: 2_001 })).toEqual(["DOM nodes"]);
    expect(judge({ autosaveBytes: 2_049 })).toEqual(["a save of one line", "saves of one line, apart"]);
    expect(judge({ findMs: 211 })).toEqual(["find, large above small"]);
  });

  it("take a figure that is missing for one that is not held", () => {
    expect(judge({ findMs: Number.NaN })).toEqual(["find, large above small"]);
  });
});

describe("the figures of many turns", () => {
  it("are medians, and the largest of what may never be more", () => {
    expect(findMedian([5, 1, 3])).toBe(3);
    expect(findMedian([1, 2, 3, 10])).toBe(2.5);
    const turns = [{ domNodes: 900 }, { domNodes: 1_100, openMs: 3_000 }, { openMs: 1_200 }];
    const large = turns.map((turn) => buildFigures(turn));
    const result = summarizeFigures({ small: [buildFigures()], large, bare: [buildFigures()] });
    expect(result).toMatchObject({ openMs: { small: 1_000, large: 1_200 }, domNodes: 1_100, findMs: 0 });
  });
});
