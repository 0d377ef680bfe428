import { describe, expect, it } from "vitest";
import type { ModelAtPlace } from "@/server/models/schema";
import { describeModelState, describeParts, nameLanguages } from "./describe-model";

const model = { sizeBytes: 375_485_327 };
const place: ModelAtPlace = {
  ...{ host: "box", home: "/srv/trax", state: "absent", bytes: 0, totalBytes: 0 },
  ...{ error: null, wish: null },
};

describe("a model in words", () => {
  it.each<[Partial<ModelAtPlace>, string]>([
    [{}, "Not fetched"],
    [{ wish: "fetch" }, "A worker begins in a moment…"],
    [{ state: "fetching", bytes: 120_000_000, totalBytes: 250_000_000 }, "Fetching, 120 of 250 MB"],
    [{ state: "fetching", bytes: 900_000, totalBytes: 1_036_613_791 }, "Fetching, 900 kB of 1.0 GB"],
    [{ state: "fetching", bytes: 1, wish: "cancel" }, "Stopping…"],
    [{ state: "failed", bytes: 120_000_000 }, "Fetched in part, 120 of 375 MB"],
    [{ state: "ready", bytes: 375_485_327 }, "Ready, 375 MB on the disk"],
    [{ state: "ready", bytes: 5, wish: "remove" }, "Being removed…"],
    [{ state: "damaged", bytes: 5 }, "Not as it was fetched"],
  ])("%j reads %s", (told, text) => {
    expect(describeModelState(model, { ...place, ...told })).toBe(text);
  });

  it("never says more than all", () => {
    expect(describeParts(300, 200)).toBe("200 of 200 bytes");
  });

  it("names its languages in the order of the alphabet", () => {
    expect(nameLanguages(["zh", "yue", "en"])).toBe("Cantonese, Chinese, English");
  });
});
