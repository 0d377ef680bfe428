import { expect, it } from "vitest";
import { findSpellings } from "./find-spellings";

it.each([
  ["harbuor", ["harbour"]],
  ["habour", ["harbour"]],
  ["harrbour", ["harbour"]],
  ["harbxur", ["harbour"]],
  ["hrbuor", []],
  ["kubernetis", ["kubernetes"]],
  ["kubrnetis", ["kubernetes"]],
  ["ship", []],
  ["shop", ["ship"]],
  ["shi", []],
])("takes %j for %j", (word, found) => {
  expect(findSpellings(word, ["harbour", "kubernetes", "ship"])).toEqual(found);
});

it("puts the nearest first", () => {
  expect(findSpellings("lanterns", ["lantenrs", "laterns", "lantern", "lantrens"])).toHaveLength(4);
  expect(findSpellings("container", ["contanners", "containers"])).toEqual(["containers", "contanners"]);
});
