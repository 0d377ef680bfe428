import { expect, test } from "vitest";
import { matchFiles } from "./match-files";

const upload = (id: string, fileName: string, sizeBytes = 5) => ({
  mediaFileId: id,
  batchId: "batch",
  sourceIndex: 0,
  fileName,
  sizeBytes,
  receivedBytes: 2,
});
const file = (name: string, size = 5, lastModified = 1) => ({ name, size, lastModified });

test("files go to the uploads of their name and size, whatever else is chosen", () => {
  const { matches, others, unclear } = matchFiles(
    [upload("a", "a.wav"), upload("b", "b.wav")],
    [file("b.wav"), file("c.wav"), file("a.wav", 6)],
    new Map(),
  );
  expect(matches.map((match) => [match.upload.mediaFileId, match.file.name])).toEqual([["b", "b.wav"]]);
  expect(others).toEqual(["c.wav", "a.wav"]);
  expect(unclear).toEqual([]);
});

test("two of one name and size are told by when the files were changed, else left out", () => {
  const uploads = [upload("a", "rec.wav"), upload("b", "rec.wav")];
  expect(matchFiles(uploads, [file("rec.wav")], new Map()).unclear).toEqual(["rec.wav"]);
  const known = new Map([
    ["a", 1],
    ["b", 2],
  ]);
  const { matches } = matchFiles(uploads, [file("rec.wav", 5, 2), file("rec.wav", 5, 1)], known);
  expect(matches.map((match) => [match.upload.mediaFileId, match.file.lastModified])).toEqual([
    ["b", 2],
    ["a", 1],
  ]);
});

test("a file that was changed since is another", () => {
  const { matches, others } = matchFiles([upload("a", "a.wav")], [file("a.wav", 5, 9)], new Map([["a", 1]]));
  expect(matches).toEqual([]);
  expect(others).toEqual(["a.wav"]);
});
