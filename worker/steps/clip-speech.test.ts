import { describe, expect, it } from "vitest";
import { clipSpeech, STRETCH_MARGIN_MS } from "./clip-speech";
import { deriveSpeechMap, listSpeech, speechMapFile } from "./speech-map";

const ms = (milliseconds: number) => milliseconds * 16;
const speech = (...spans: [number, number][]) =>
  deriveSpeechMap(
    spans.map(([start, end]) => ({ start: ms(start), end: ms(end) })),
    ms(10_000),
  );
const M = STRETCH_MARGIN_MS;

describe("clipSpeech", () => {
  it.each<[string, [number, number][], [number, number], [number, number][]]>([
    [
      "nothing outside",
      [
        [0, 1_000],
        [8_000, 9_000],
      ],
      [3_000, 4_000],
      [],
    ],
    ["a region within", [[3_200, 3_800]], [3_000, 4_000], [[3_200, 3_800]]],
    ["one that goes through", [[0, 10_000]], [3_000, 4_000], [[3_000 - M, 4_000 + M]]],
    [
      "ends of two",
      [
        [0, 3_300],
        [3_600, 9_000],
      ],
      [3_000, 4_000],
      [
        [3_000 - M, 3_300],
        [3_600, 4_000 + M],
      ],
    ],
    ["the beginning", [[0, 9_000]], [0, 1_000], [[0, 1_000 + M]]],
    ["beyond the end", [[0, 10_000]], [9_500, 20_000], [[9_500 - M, 10_000]]],
  ])("%s", (_, spans, [startMs, endMs], wanted) => {
    const clipped = clipSpeech(speech(...spans), { startMs, endMs });
    expect(listSpeech(clipped)).toEqual(wanted.map(([start, end]) => ({ start: ms(start), end: ms(end) })));
    expect(speechMapFile.parse(clipped)).toEqual(clipped);
  });

  it("leaves a map alone of which all is heard", () => {
    const map = speech([0, 1_000]);
    expect(clipSpeech(map, null)).toBe(map);
  });
});
