import { expect, it } from "vitest";
import { parseListPlace, serializeListPlace } from "./list-place";

it("comes back from its address as it was", () => {
  const place = { q: "Tom & Jerry?", trash: true };
  const url = new URL(serializeListPlace(place), "http://localhost");
  expect(parseListPlace(Object.fromEntries(url.searchParams))).toEqual(place);
});

it("keeps the plain list's address plain", () => {
  expect(serializeListPlace({ q: "", trash: false })).toBe("/transcripts");
});

it("reads an address that makes no sense as the plain list", () => {
  expect(parseListPlace({ q: ["a", "b"], trash: "yes" })).toEqual({ q: "", trash: false });
});
