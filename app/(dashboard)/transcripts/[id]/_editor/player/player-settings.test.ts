import { expect, it } from "vitest";
import { defaultPlayerSettings, parsePlayerSettings } from "./player-settings";

it("reads what it wrote", () => {
  const settings = { ...defaultPlayerSettings, rate: 1.35, backStepMs: 1_000, hasPicture: false };
  expect(parsePlayerSettings(JSON.stringify(settings))).toEqual(settings);
});

it.each([null, "no JSON", "[]", "7", '{"rate":1e9,"volume":-1,"skipMs":"x","backStepMs":0.5,"hasStrip":1}'])(
  "takes %j for what it is in the beginning",
  (text) => {
    expect(parsePlayerSettings(text)).toEqual(defaultPlayerSettings);
  },
);

it("keeps the good part", () => {
  expect(parsePlayerSettings('{"rate":2,"volume":"loud"}')).toEqual({ ...defaultPlayerSettings, rate: 2 });
});
