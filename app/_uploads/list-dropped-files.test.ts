import { expect, it } from "vitest";
import { listDroppedFiles } from "./list-dropped-files";

const fileEntry = (name: string, readable = true) => ({
  isFile: true,
  isDirectory: false,
  name,
  file: (resolve: (file: File) => void, reject: (error: Error) => void) =>
    readable ? resolve(new File(["x"], name)) : reject(new Error("gone")),
});

function folderEntry(name: string, children: { name: string }[]) {
  return {
    isFile: false,
    isDirectory: true,
    name,
    createReader: () => {
      let at = 0;
      return {
        // As Chrome does it: a hundred at a time.
        readEntries: (resolve: (entries: unknown[]) => void) => {
          const portion = children.slice(at, at + 100);
          at += 100;
          setTimeout(() => resolve(portion));
        },
      };
    },
  };
}

const drop = (...entries: unknown[]) =>
  listDroppedFiles({
    files: [],
    items: entries.map((entry) => ({ webkitGetAsEntry: () => entry })),
  } as unknown as DataTransfer);

it("lists a folder of 10,000 files in order, with those of folders inside", async () => {
  const many = Array.from({ length: 10_000 }, (_, index) => fileEntry(`${index}.mp3`));
  const files = await drop(folderEntry("all", [folderEntry("first", [fileEntry("a.mp3")]), ...many]));
  expect(files).toHaveLength(10_001);
  expect(files[0]?.name).toBe("a.mp3");
  expect(files.at(-1)?.name).toBe("9999.mp3");
});

it("leaves out hidden files and what cannot be read, and nothing else", async () => {
  const files = await drop(
    folderEntry("some", [fileEntry(".DS_Store"), fileEntry("gone.mp3", false), fileEntry("b.mp3")]),
    fileEntry("c.mp3"),
  );
  expect(files.map(({ name }) => name)).toEqual(["b.mp3", "c.mp3"]);
});
