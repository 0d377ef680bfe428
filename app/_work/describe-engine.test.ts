import { describe, expect, it } from "vitest";
import type { EngineFacts } from "@/server/workers/schema";
import { describeEngine, describePrice } from "./describe-engine";

const local: EngineFacts = {
  name: "Moonshine base",
  languages: ["en"],
  description: "",
  times: "heard",
  speakers: false,
  pricePerHour: 0,
  sendsTo: null,
  fetched: null,
  speed: "quick",
};
const remote: EngineFacts = {
  ...local,
  languages: ["en", "de", "fr", "it"],
  times: "estimated",
  pricePerHour: 0.36,
  sendsTo: "speech.example",
};

describe("describeEngine", () => {
  it("tells what each can do in the same order", () => {
    expect(describeEngine(local)).toBe(
      "English; times heard to the word; does not tell speakers apart; no cost; quick",
    );
    expect(describeEngine(remote)).toBe(
      "4 languages; times estimated, up to a second or two off; does not tell speakers apart; about $0.36 an hour of sound; quick",
    );
  });

  it("tells a price that is known, and that one is not", () => {
    expect(describePrice(local)).toBeNull();
    expect(describePrice({ ...remote, pricePerHour: 0.0012 })).toBe("about $0.0012 an hour of sound");
    expect(describePrice({ ...remote, pricePerHour: null })).toBe("the price is not set here");
  });
});
