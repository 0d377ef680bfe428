import { expect, test } from "vitest";
import { pairTexts } from "./pair-texts";

const pair = (...names: string[]) => {
  const { recordings, beside, alone } = pairTexts(names.map((name) => ({ name })));
  return {
    recordings: recordings.map(({ name }) => name),
    beside: beside.map(({ index, text }) => [recordings[index]?.name, text.name]),
    alone: alone.map(({ name }) => name),
  };
};

test("a text goes with the recording of its name, in any language, else alone", () => {
  expect(pair("a.srt", "Talk.MP4", "talk.vtt", "talk.en.srt", "talk.json", "b.mp3", "notes.json")).toEqual({
    recordings: ["Talk.MP4", "b.mp3", "notes.json"],
    beside: [
      ["Talk.MP4", "talk.vtt"],
      ["Talk.MP4", "talk.en.srt"],
      ["Talk.MP4", "talk.json"],
    ],
    alone: ["a.srt"],
  });
});
