import { mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLocalStorage } from "./local-storage";
import { parseStorageKey } from "./storage-key";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "trax-storage-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe("storage keys", () => {
  test.each([
    "../x",
    "a/../b",
    "/etc/passwd",
    "a//b",
    "a/.hidden",
    "",
    "a\u0000b",
    "a\\b",
    "é",
    "a/",
    ".",
    "x".repeat(600),
  ])("refuse %j", (key) => {
    expect(() => parseStorageKey(key)).toThrow(expect.objectContaining({ code: "STORAGE_KEY_INVALID" }));
  });
});

describe("local storage", () => {
  test("gives back what was written, whole and in ranges", async () => {
    const storage = createLocalStorage(root);
    expect(await storage.write("exports/one", Readable.from(["hello ", "world"]))).toBe(11);
    expect(await text(await storage.openRead("exports/one"))).toBe("hello world");
    expect(await text(await storage.openRead("exports/one", { start: 6, end: 8 }))).toBe("wor");
    expect(await storage.findSize("exports/one")).toBe(11);
    expect(await storage.findSize("exports/two")).toBeNull();
  });

  test("a write that breaks leaves nothing, and what was there before", async () => {
    const storage = createLocalStorage(root);
    await storage.write("a/b", "before");
    const broken = Readable.from(
      (async function* () {
        yield "half";
        throw new Error("cut off");
      })(),
    );
    await expect(storage.write("a/b", broken)).rejects.toMatchObject({ name: "TraxError" });
    expect(await text(await storage.openRead("a/b"))).toBe("before");
    expect(await readdir(path.join(root, "a"))).toEqual(["b"]);
  });

  test("follows no link out of its folder", async () => {
    const storage = createLocalStorage(root);
    const outside = await mkdtemp(path.join(tmpdir(), "trax-outside-"));
    await writeFile(path.join(outside, "secret"), "secret");
    await symlink(path.join(outside, "secret"), path.join(root, "link"));
    expect(await storage.findSize("link")).toBeNull();
    await expect(storage.openRead("link")).rejects.toMatchObject({ code: "STORAGE_MISSING" });
    await rm(outside, { recursive: true });
  });

  test("a staged folder appears all at once or not at all", async () => {
    const storage = createLocalStorage(root);
    const staged = await storage.stage("derived/m/c");
    await writeFile(path.join(staged.path, "master.wav"), "x");
    expect(await storage.findSize("derived/m/c/master.wav")).toBeNull();
    await staged.commit();
    expect(await storage.findSize("derived/m/c/master.wav")).toBe(1);
    const dropped = await storage.stage("derived/m/d");
    await writeFile(path.join(dropped.path, "x"), "x");
    await dropped.discard();
    expect(await storage.listNames("derived/m")).toEqual(["c"]);
    expect(await storage.measure("derived")).toBe(1);
  });

  test("takes over a file by its path", async () => {
    const storage = createLocalStorage(root);
    const upload = path.join(root, "upload");
    await writeFile(upload, "bytes");
    await storage.adopt(upload, "sources/m/original");
    expect(await text(await storage.openRead("sources/m/original"))).toBe("bytes");
  });
});
