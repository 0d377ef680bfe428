import { expect, it } from "vitest";
import type { WatchedFile } from "./list-watched-files";
import { createSettledFiles } from "./settled-files";

const file = (name: string, sizeBytes: number): WatchedFile => ({
  ...{ path: `/w/${name}`, name, sizeBytes, modifiedNs: String(sizeBytes), fingerprint: "" },
});
const names = (files: WatchedFile[]) => files.map(({ name }) => name);

it("gives a file when it stood still for long enough, and never one that is empty", () => {
  const settled = createSettledFiles(10);
  const seen = [
    [0, 5],
    [5, 7],
    [14, 7],
    [15, 7],
  ].map(([at, size]) => names(settled.take([file("a", size as number), file("empty", 0)], at as number)));
  expect(seen).toEqual([[], [], [], ["a"]]);
});

it("lets files that arrive together go together, but waits for a slow one only a while", () => {
  const settled = createSettledFiles(10);
  expect(settled.take([file("a", 1), file("slow", 1)], 0)).toEqual([]);
  for (let at = 10; at < 50; at += 5) expect(settled.take([file("a", 1), file("slow", at)], at)).toEqual([]);
  expect(names(settled.take([file("a", 1), file("slow", 50)], 50))).toEqual(["a"]);

  expect(settled.take([file("b", 1), file("c", 1)], 100)).toEqual([]);
  expect(settled.take([file("b", 1), file("c", 2)], 105)).toEqual([]);
  expect(settled.take([file("b", 1), file("c", 2)], 110)).toEqual([]);
  expect(names(settled.take([file("b", 1), file("c", 2)], 115))).toEqual(["b", "c"]);
});

it("begins anew when the clock is set back", () => {
  const settled = createSettledFiles(10);
  settled.take([file("a", 1)], 1_000);
  expect(settled.take([file("a", 1)], 5)).toEqual([]);
  expect(names(settled.take([file("a", 1)], 15))).toEqual(["a"]);
});
