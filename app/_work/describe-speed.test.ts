import { expect, it } from "vitest";
import { describeSpeed } from "./describe-speed";

it("has a digit more where it is slow", () => {
  expect([0.44, 9.94, 9.96, 120].map(describeSpeed)).toEqual(["0.4×", "9.9×", "10×", "120×"]);
});
