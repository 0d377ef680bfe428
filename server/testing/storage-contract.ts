import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import type { Storage } from "@/server/platform/storage";

/** What every kind of storage promises. Tests share one store, so each has keys of its own.
 * @param largeBytes of the file that has to go in several parts */
export function testStorageContract(getStorage: () => Storage, { largeBytes = 1_000_000 } = {}): void {
  const broken = (before: Buffer) =>
    Readable.from(
      (async function* () {
        yield before;
        throw new Error("cut off");
      })(),
    );

  test("gives back what was written, whole and in ranges", async () => {
    const storage = getStorage();
    expect(await storage.write("exports/one", Readable.from(["hello ", "world"]))).toBe(11);
    expect(await text(await storage.openRead("exports/one"))).toBe("hello world");
    expect(await text(await storage.openRead("exports/one", { start: 6, end: 8 }))).toBe("wor");
    expect(await text(await storage.openRead("exports/one", { start: 0, end: 0 }))).toBe("h");
    expect(await storage.findSize("exports/one")).toBe(11);
    expect(await storage.findSize("exports/two")).toBeNull();
    await expect(storage.openRead("exports/two")).rejects.toMatchObject({ code: "STORAGE_MISSING" });
    await expect(storage.fetchLocal("exports/two")).rejects.toMatchObject({ code: "STORAGE_MISSING" });
  });

  test("takes strings, bytes and nothing at all", async () => {
    const storage = getStorage();
    expect(await storage.write("plain/text", "grüße")).toBe(7);
    expect(await text(await storage.openRead("plain/text"))).toBe("grüße");
    expect(await storage.write("plain/bytes", new Uint8Array([1, 2, 3]))).toBe(3);
    expect(await storage.write("plain/empty", "")).toBe(0);
    expect(await storage.write("plain/drained", Readable.from([]))).toBe(0);
    expect(await storage.findSize("plain/empty")).toBe(0);
    expect(await storage.findSize("plain/drained")).toBe(0);
    expect((await storage.listNames("plain")).sort()).toEqual(["bytes", "drained", "empty", "text"]);
  });

  test("a write that breaks leaves nothing, and what was there before", async () => {
    const storage = getStorage();
    await storage.write("broken/b", "before");
    await expect(storage.write("broken/b", broken(Buffer.from("half")))).rejects.toMatchObject({
      code: "INTERNAL",
    });
    await expect(storage.write("broken/c", broken(Buffer.alloc(largeBytes)))).rejects.toMatchObject({
      name: "TraxError",
    });
    expect(await text(await storage.openRead("broken/b"))).toBe("before");
    expect(await storage.listNames("broken")).toEqual(["b"]);
  });

  test("a large file comes back byte for byte, as a stream, a part and a local file", async () => {
    const storage = getStorage();
    const bytes = Buffer.alloc(largeBytes, "0123456789abcdef-");
    const chunks = Array.from({ length: Math.ceil(largeBytes / 65_536) }, (_, index) =>
      bytes.subarray(index * 65_536, (index + 1) * 65_536),
    );
    expect(await storage.write("large/one", Readable.from(chunks))).toBe(largeBytes);
    const local = await storage.fetchLocal("large/one");
    expect((await readFile(local.path)).equals(bytes)).toBe(true);
    await local.release();
    const part = await storage.openRead("large/one", { start: largeBytes - 40, end: largeBytes - 20 });
    expect(await text(part)).toBe(bytes.subarray(largeBytes - 40, largeBytes - 19).toString());
  });

  test("takes over a file by its path, and the file is gone from there", async () => {
    const storage = getStorage();
    const folder = await mkdtemp(path.join(tmpdir(), "trax-adopt-"));
    const upload = path.join(folder, "upload");
    await writeFile(upload, "bytes");
    await storage.adopt(upload, "sources/m/original");
    expect(await text(await storage.openRead("sources/m/original"))).toBe("bytes");
    await expect(stat(upload)).rejects.toMatchObject({ code: "ENOENT" });
    await expect(storage.adopt(upload, "sources/n/original")).rejects.toMatchObject({ code: "ENOENT" });
    await rm(folder, { recursive: true });
  });

  test("a local file shows the newest state of its key", async () => {
    const storage = getStorage();
    for (const state of ["first", "later"]) {
      await storage.write("changing/key", state);
      const { path: file, release } = await storage.fetchLocal("changing/key");
      expect(await readFile(file, "utf8")).toBe(state);
      await release();
    }
  });

  test("a staged folder appears with all its files when it is committed, or not at all", async () => {
    const storage = getStorage();
    await storage.write("derived/m/c/stale.json", "old");
    const staged = await storage.stage("derived/m/c");
    await writeFile(path.join(staged.path, "master.wav"), "x");
    await mkdir(path.join(staged.path, "more"));
    await writeFile(path.join(staged.path, "more", "peaks.json"), "{}");
    expect(await storage.findSize("derived/m/c/master.wav")).toBeNull();
    await staged.commit();
    expect(await storage.findSize("derived/m/c/master.wav")).toBe(1);
    expect(await storage.findSize("derived/m/c/more/peaks.json")).toBe(2);
    expect((await storage.listNames("derived/m/c")).sort()).toEqual(["master.wav", "more"]);
    const dropped = await storage.stage("derived/m/d");
    await writeFile(path.join(dropped.path, "x"), "x");
    await dropped.discard();
    expect(await storage.listNames("derived/m")).toEqual(["c"]);
    expect(await storage.measure("derived")).toBe(3);
    await expect(readdir(dropped.path)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("lists every file below a prefix, but none that is still written", async () => {
    const storage = getStorage();
    for (const key of ["all/a", "all/deep/er/b", "allother/c"]) await storage.write(key, "xy");
    const staged = await storage.stage("all/staged");
    await writeFile(path.join(staged.path, "d"), "x");
    const files: { key: string; sizeBytes: number }[] = [];
    for await (const file of storage.listFiles("all")) files.push(file);
    expect(files.sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
      { key: "all/a", sizeBytes: 2 },
      { key: "all/deep/er/b", sizeBytes: 2 },
    ]);
    await staged.discard();
    for await (const file of storage.listFiles("nothing")) expect(file).toBeNull();
  });

  test("removes one key, and everything below a prefix, and what is not there", async () => {
    const storage = getStorage();
    for (const key of ["gone/a/1", "gone/a/2", "gone/ab", "gone/b/1"]) await storage.write(key, "x");
    await storage.remove("gone/b/1");
    await storage.remove("gone/b/1");
    await storage.removePrefix("gone/a");
    await storage.removePrefix("gone/nothing");
    expect(await storage.listNames("gone/a")).toEqual([]);
    expect(await storage.measure("gone")).toBe(1);
    expect(await text(await storage.openRead("gone/ab"))).toBe("x");
  });

  test("refuses keys that lead out of the store", async () => {
    await expect(getStorage().findSize("../x")).rejects.toMatchObject({ code: "STORAGE_KEY_INVALID" });
  });

  test("says how much the disk has free, and that it can be used", async () => {
    expect(await getStorage().findFreeBytes()).toBeGreaterThan(0);
    await getStorage().verify();
  });
}
