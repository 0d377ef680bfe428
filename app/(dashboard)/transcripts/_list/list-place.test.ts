import { expect, it } from "vitest";
import { parseListPlace, plainPlace, serializeListPlace } from "./list-place";

it("comes back from its address as it was", () => {
  const where = {
    speaker: "Änne & Co",
    speakerCount: 0,
    from: "2024-02-29",
    language: "de",
    status: "ready" as const,
    tag: "to do?",
    collectionId: "0b926c03-2051-4512-a4a6-18e5e6c18ce7",
  };
  const place = { q: "Tom & Jerry?", trash: true, sort: "title", order: "newest", where } as const;
  const url = new URL(serializeListPlace(place), "http://localhost");
  expect(parseListPlace(Object.fromEntries(url.searchParams))).toEqual(place);
});

it("keeps the plain list's address plain", () => {
  expect(serializeListPlace(plainPlace)).toBe("/transcripts");
});

it("reads an address that makes no sense as the plain list", () => {
  const nonsense = {
    ...{ q: ["a", "b"], trash: "yes", sort: "up", status: "lost", from: "2024-02-31" },
    ...{ speakers: "many", collection: "x", tag: ["a"] },
  };
  expect(parseListPlace(nonsense)).toEqual(plainPlace);
});
