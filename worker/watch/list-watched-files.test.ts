import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { listWatchedFiles, maxDepth, watchedItemId } from "./list-watched-files";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trax-watch-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it("lists recordings in folders of folders, and leaves out what is unfinished, hidden or no recording", async () => {
  await mkdir(path.join(folder, "one/two"), { recursive: true });
  await mkdir(path.join(folder, ".hidden"));
  for (const name of ["a.mp3", "one/b.wav", "one/two/Ünïcode 🎙.m4a", "no-ending", "talk.tmp.mp3"]) {
    await writeFile(path.join(folder, name), "x");
  }
  const left = [
    "a.mp3.part",
    "b.mp4.crdownload",
    "c.tmp",
    ".d.mp3",
    "e.mp3~",
    "notes.txt",
    "x.JPG",
    "Thumbs.db",
  ];
  for (const name of [...left, ".hidden/f.mp3"]) await writeFile(path.join(folder, name), "x");
  const { files, refused } = await listWatchedFiles(folder);
  expect(files.map(({ name }) => name).sort()).toEqual(
    ["a.mp3", "no-ending", "one/b.wav", "one/two/Ünïcode 🎙.m4a", "talk.tmp.mp3"].sort(),
  );
  expect(refused).toEqual([]);
});

it("follows no link, opens no socket, and goes only so deep, and says so", async () => {
  await symlink("/etc/passwd", path.join(folder, "link.mp3"));
  await symlink("/etc", path.join(folder, "folder-link"));
  const socket = createServer().listen(path.join(folder, "socket.mp3"));
  await once(socket, "listening");
  const deep = path.join(folder, ...Array.from({ length: maxDepth + 1 }, () => "d"));
  await mkdir(deep, { recursive: true });
  await writeFile(path.join(deep, "deep.mp3"), "x");
  const { files, refused } = await listWatchedFiles(folder);
  socket.close();
  expect(files).toEqual([]);
  expect(refused.map(({ reason }) => reason)).toEqual([
    expect.stringContaining("too deep"),
    expect.stringContaining("links are not followed"),
    expect.stringContaining("links are not followed"),
    expect.stringContaining("not an ordinary file"),
  ]);
});

it("gives the same file the same id everywhere, and another one to what was changed", () => {
  const file = { path: "/a/x.mp3", name: "x.mp3", sizeBytes: 5, modifiedNs: "7", fingerprint: "1" };
  const id = watchedItemId(file);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(watchedItemId({ ...file, path: "/b/x.mp3", fingerprint: "2" })).toBe(id);
  const others = [{ name: "y.mp3" }, { sizeBytes: 6 }, { modifiedNs: "8" }];
  expect(new Set([id, ...others.map((change) => watchedItemId({ ...file, ...change }))]).size).toBe(4);
});
