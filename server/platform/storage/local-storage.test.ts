import { mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
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

  test("follows no link out of its folder", async () => {
    const storage = createLocalStorage(root);
    const outside = await mkdtemp(path.join(tmpdir(), "trax-outside-"));
    await writeFile(path.join(outside, "secret"), "secret");
    await symlink(path.join(outside, "secret"), path.join(root, "link"));
    expect(await storage.findSize("link")).toBeNull();
    await expect(storage.openRead("link")).rejects.toMatchObject({ code: "STORAGE_MISSING" });
    await rm(outside, { recursive: true });
  });
});
