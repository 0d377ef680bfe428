import { expect, it } from "vitest";
import { dependsOnWords, stretchSentences } from "./quality-warnings";
import { replaceCorrections, replaceWarnings } from "./replace-warnings";

const range = { startMs: 2_000, endMs: 4_000 };
const at = (code: string, startMs: number | null, endMs: number | null) => ({ code, startMs, endMs });

it("keeps what is said of the rest, and says of the stretch what is true now", () => {
  const before = {
    codes: ["loop_cut", "clipped", "low_confidence"],
    warnings: [
      at("clipped", null, null),
      at("noisy", 0, 9_000),
      at("low_confidence", 1_000, 5_000),
      at("loop_cut", 2_500, 3_500),
      at("repeat", 2_600, 3_400),
    ],
  };
  const now = [
    at("no_speech", null, null),
    at("times_estimated", null, null),
    at("speech_gap", 1_800, 2_400),
    at("loop", 4_000, 4_200),
  ];
  expect(replaceWarnings(before, now, range)).toEqual({
    codes: ["clipped", "low_confidence"],
    warnings: [
      at("clipped", null, null),
      at("noisy", 0, 9_000),
      at("low_confidence", 1_000, 2_000),
      at("times_estimated", 2_000, 4_000),
      at("speech_gap", 2_000, 2_400),
      at("low_confidence", 4_000, 5_000),
    ],
  });
});

it("says of the new words what they give rise to, whichever it is", () => {
  for (const code of Object.keys(stretchSentences).filter(dependsOnWords)) {
    const now = [at(code, 2_500, 3_000)];
    expect(replaceWarnings({ codes: [], warnings: [at(code, 2_200, 3_800)] }, now, range).warnings).toEqual(
      now,
    );
  }
});

it("keeps the corrections of the rest", () => {
  const from = (...starts: number[]) => starts.map((startMs) => ({ startMs }));
  expect(replaceCorrections(from(0, 2_000, 3_999, 4_000), from(1_900, 2_100), range)).toEqual(
    from(0, 2_100, 4_000),
  );
});
