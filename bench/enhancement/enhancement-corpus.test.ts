import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { suggestDomain } from "../../core/enhancement/suggest-domain";
import { measureGates } from "./measure-gates";
import { listBareSamples, listPunctuatedSamples, measureTexts } from "./measure-texts";
import { parseTexts } from "./parse-texts";
import { parseWindows } from "./parse-windows";

const folder = fileURLToPath(new URL("../data/enhancement/", import.meta.url));
const read = (pattern: RegExp) =>
  readdirSync(folder)
    .filter((file) => pattern.test(file))
    .map((file) => readFileSync(`${folder}${file}`, "utf8"));

const texts = read(/^texts-/).flatMap(parseTexts);

describe("the corpus of enhancement", () => {
  it("has its planted faults caught and its good changes accepted", () => {
    const tuned = measureGates(read(/^windows-/).flatMap(parseWindows));
    const heldOut = measureGates(read(/^held-out-windows/).flatMap(parseWindows));
    expect(tuned.planted).toBeGreaterThanOrEqual(200);
    expect(tuned.good).toBeGreaterThanOrEqual(200);
    expect(heldOut.planted).toBeGreaterThanOrEqual(60);
    for (const { planted, caught, byClass, missed } of [tuned, heldOut]) {
      expect(caught / planted, JSON.stringify(missed)).toBeGreaterThanOrEqual(0.99);
      for (const counts of Object.values(byClass))
        expect(counts.caught / counts.planted).toBeGreaterThanOrEqual(0.95);
    }
    expect((tuned.refused + heldOut.refused) / (tuned.good + heldOut.good)).toBeLessThanOrEqual(0.02);
  }, 120_000);

  it("is written better by the rules than it came", () => {
    const bare = measureTexts(listBareSamples(texts, true));
    expect(bare.punctuationF1).toBeGreaterThan(0.85);
    expect(bare.casingF1).toBeGreaterThan(0.9);
    const untimed = measureTexts(listBareSamples(texts, false));
    expect(untimed.punctuationF1).toBeGreaterThan(0.5);
    expect(untimed.casingF1).toBeGreaterThan(0.65);
  });

  it("is nowhere worse than it came where it came punctuated", () => {
    const figures = measureTexts(listPunctuatedSamples(texts));
    expect(figures.texts).toBeGreaterThanOrEqual(20);
    expect(figures.worsened).toEqual([]);
    expect(figures.punctuationF1).toBeGreaterThan(figures.inputPunctuationF1);
    expect(figures.casingF1).toBeGreaterThan(figures.inputCasingF1);
  });

  it("passes the gates as the rules write it", () => {
    for (const samples of [
      listBareSamples(texts, true),
      listBareSamples(texts, false),
      listPunctuatedSamples(texts),
    ])
      expect(measureTexts(samples).refused).toEqual([]);
  });

  it("has its domains suggested, and hardly ever a wrong one", () => {
    const english = texts.filter(({ language, domain }) => language === "en" && domain !== "general");
    const suggested = english.map(({ domain, heard }) => [
      domain,
      suggestDomain(heard.replace(/\/|\[.\]/g, ""))[0]?.domain,
    ]);
    const right = suggested.filter(([domain, first]) => domain === first).length;
    expect(
      right / english.length,
      JSON.stringify(suggested.filter(([a, b]) => a !== b)),
    ).toBeGreaterThanOrEqual(0.6);
  });
});
