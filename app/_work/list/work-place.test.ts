import { expect, it } from "vitest";
import { parseWorkPlace, serializeWorkPlace } from "./work-place";

it("comes back from its address as it was", () => {
  const batch = "0b926c03-2051-4512-a4a6-18e5e6c18ce7";
  const place = { group: "failed", text: "Tom & Jerry?", batch, sort: "next" } as const;
  const url = new URL(serializeWorkPlace("/queue", place), "http://localhost");
  expect(url.pathname).toBe("/queue");
  expect(parseWorkPlace(Object.fromEntries(url.searchParams))).toEqual(place);
});

it("keeps the plain list's address plain", () => {
  expect(serializeWorkPlace("/queue", parseWorkPlace({}))).toBe("/queue");
});

it("reads an address that makes no sense as the plain list", () => {
  const nonsense = { group: "lost", text: ["a"], batch: "x", sort: "up" };
  expect(parseWorkPlace(nonsense)).toEqual({ group: "all", text: "", batch: undefined, sort: "added" });
});
