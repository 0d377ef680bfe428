import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testStorageContract } from "@/server/testing/storage-contract";
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
  testStorageContract(() => createLocalStorage(root));

  test("a write that breaks leaves no half file either", async () => {
    const broken = Readable.from(
      (async function* () {
        yield "half";
        throw new Error("cut off");
      })(),
    );
    await expect(createLocalStorage(root).write("a/b", broken)).rejects.toMatchObject({ name: "TraxError" });
    expect(await readdir(path.join(root, "a"))).toEqual([]);
  });

  test("keeps equal files once, in any number, and removing one never harms the others", async () => {
    const storage = createLocalStorage(root);
    const keys = ["sources/a/original", "sources/b/original", "sources/c/original"] as const;
    for (const key of keys) await storage.write(key, "the recording");
    await storage.write("sources/d/original", "another one");
    const read = await storage.openRead(keys[1]);
    const [a, ...others] = keys;
    // One is not there, one has another size.
    expect(await storage.keepOnce(a, [...others, "sources/x/original", "sources/d/original"])).toBe(2);
    expect(await storage.keepOnce(a, [...others])).toBe(2);
    const inodes = await Promise.all(keys.map(async (key) => (await stat(path.join(root, key))).ino));
    expect(new Set(inodes).size).toBe(1);
    expect(await storage.measure("sources")).toBe("the recording".length + "another one".length);
    expect(await text(read)).toBe("the recording");
    await storage.removePrefix("sources/a");
    await storage.write(keys[1], "written anew");
    expect(await text(await storage.openRead(keys[2]))).toBe("the recording");
    expect(await storage.findSize("sources/d/original")).toBe("another one".length);
    expect(await storage.listNames("sources/c")).toEqual(["original"]);
  });

  test("follows no link out of its folder", async () => {
    const storage = createLocalStorage(root);
    const outside = await mkdtemp(path.join(tmpdir(), "trax-outside-"));
    await writeFile(path.join(outside, "secret"), "secret");
    await symlink(path.join(outside, "secret"), path.join(root, "link"));
    await symlink(outside, path.join(root, "folder"));
    await storage.write("real/a", "a");
    // One that stays inside leads to another's file.
    await symlink(path.join(root, "real"), path.join(root, "inside"));
    const own = path.join(root, "own");
    await writeFile(own, "own");
    const acts: (() => Promise<unknown>)[] = [
      () => storage.findSize("link"),
      () => storage.openRead("link"),
      () => storage.fetchLocal("link"),
      () => storage.write("link", "x"),
      () => storage.remove("link"),
      () => storage.findSize("folder/secret"),
      () => storage.openRead("folder/secret"),
      () => storage.write("folder/secret", "x"),
      () => storage.write("folder/new/deep", "x"),
      () => storage.keepOnce("real/a", ["link", "folder/secret"]),
      () => storage.adopt(own, "folder/own"),
      () => storage.adopt(path.join(root, "link"), "adopted"),
      () => storage.stage("folder/staged"),
      () => storage.remove("folder/secret"),
      () => storage.removePrefix("folder"),
      () => storage.listNames("folder"),
      () => storage.measure("folder"),
      () => storage.openRead("inside/a"),
    ];
    for (const act of acts) {
      await expect(act(), String(act)).rejects.toMatchObject({ code: "STORAGE_LINK" });
    }
    expect(await readdir(outside)).toEqual(["secret"]);
    expect(await readFile(path.join(outside, "secret"), "utf8")).toBe("secret");
    await rm(outside, { recursive: true });
  });

  test("may itself stand behind a link", async () => {
    const linked = `${root}-linked`;
    await symlink(root, linked);
    const storage = createLocalStorage(linked);
    await storage.write("a/b", "x");
    expect(await storage.findSize("a/b")).toBe(1);
    await rm(linked);
  });
});
