import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CacheEntry, createLocalCache, type LocalCache } from "./local-cache";
import { namePrivateFolder, sweepPrivateFolders } from "./private-folder";

let folder: string;
let clock = 0;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trax-cache-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const createCache = (maxBytes = 100): LocalCache => createLocalCache({ folder, maxBytes, reserveBytes: 0 });
const entryOf = (name: string, sizeBytes = 40, version = "1"): CacheEntry => ({ name, version, sizeBytes });
const cached = () => readdir(path.join(folder, "files"));

/** Fetches and gives back at once; tells whether the bytes had to be fetched. The clock of the file system is too
 * coarse to tell quick uses apart, so each gets a second of its own. */
async function use(cache: LocalCache, entry: CacheEntry): Promise<"fetched" | "kept"> {
  let fetched = false;
  const file = await cache.fetch(entry, async (target) => {
    fetched = true;
    await writeFile(target, "x".repeat(entry.sizeBytes));
    return true;
  });
  clock += 1;
  const at = Date.now() / 1000 - 3_600 + clock;
  if (file) await utimes(file.path, at, at);
  await file?.release();
  return fetched ? "fetched" : "kept";
}

describe("the cache of objects", () => {
  test("keeps what was fetched, and lets go of what was not used for longest", async () => {
    const cache = createCache(100);
    expect(await use(cache, entryOf("a"))).toBe("fetched");
    expect(await use(cache, entryOf("b"))).toBe("fetched");
    expect(await use(cache, entryOf("a"))).toBe("kept");
    expect(await use(cache, entryOf("c"))).toBe("fetched");
    expect(await cached()).toHaveLength(2);
    expect(await use(cache, entryOf("a"))).toBe("kept");
    expect(await use(cache, entryOf("b"))).toBe("fetched");
  });

  test("two who ask at once share one download, and each has a path of its own", async () => {
    const cache = createCache();
    let downloads = 0;
    const ask = () =>
      cache.fetch(entryOf("a", 5), async (target) => {
        downloads += 1;
        await new Promise((resolve) => setTimeout(resolve, 30));
        await writeFile(target, "bytes");
        return true;
      });
    const files = await Promise.all([ask(), ask(), ask()]);
    expect(downloads).toBe(1);
    expect(new Set(files.map((file) => file?.path)).size).toBe(3);
    await files[0]?.release();
    expect(await readFile(files[1]?.path ?? "", "utf8")).toBe("bytes");
  });

  test("a download that breaks leaves nothing, fails for all who waited, and may be tried again", async () => {
    const cache = createCache();
    const ask = () =>
      cache.fetch(entryOf("a"), async (target) => {
        await writeFile(target, "half");
        throw new Error("cut off");
      });
    const answers = await Promise.allSettled([ask(), ask()]);
    expect(answers.map((answer) => answer.status)).toEqual(["rejected", "rejected"]);
    expect(await cached()).toEqual([]);
    expect(await use(cache, entryOf("a"))).toBe("fetched");
  });

  test("a download that is too short is not taken for the file", async () => {
    const short = createCache().fetch(entryOf("a", 40), async (target) => {
      await writeFile(target, "short");
      return true;
    });
    await expect(short).rejects.toMatchObject({ code: "S3_BUSY" });
    expect(await cached()).toEqual([]);
  });

  test("an object that changed on the way is no answer", async () => {
    expect(await createCache().fetch(entryOf("a"), async () => false)).toBeNull();
    expect(await cached()).toEqual([]);
  });

  test("never serves an older state of an object, and drops it", async () => {
    const cache = createCache(1_000);
    await use(cache, entryOf("a", 40, "1"));
    expect(await use(cache, entryOf("a", 40, "2"))).toBe("fetched");
    expect(await cached()).toHaveLength(1);
  });

  test("a file in use stays readable, also when the cache is far over its bound or it was forgotten", async () => {
    const cache = createCache(50);
    const file = await cache.fetch(entryOf("held", 40), async (target) => {
      await writeFile(target, "h".repeat(40));
      return true;
    });
    for (const name of ["a", "b", "c"]) await use(cache, entryOf(name));
    expect(await readFile(file?.path ?? "", "utf8")).toBe("h".repeat(40));
    await cache.forget("held");
    expect(await readFile(file?.path ?? "", "utf8")).toBe("h".repeat(40));
    await file?.release();
    await expect(stat(file?.path ?? "")).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("a file larger than the bound is served, and goes when it is given back", async () => {
    const cache = createCache(100);
    await use(cache, entryOf("small"));
    const large = await cache.fetch(entryOf("large", 500), async (target) => {
      await writeFile(target, "l".repeat(500));
      return true;
    });
    expect((await stat(large?.path ?? "")).size).toBe(500);
    expect(await cached()).toHaveLength(1);
    await large?.release();
    expect(await cached()).toEqual([]);
  });

  test("the bound holds for many at once, whatever order they come in", async () => {
    const cache = createCache(100);
    await Promise.all(Array.from({ length: 20 }, (_, index) => use(cache, entryOf(`n${index % 7}`))));
    expect((await cached()).length).toBeLessThanOrEqual(2);
    expect(await readdir(path.join(folder, "in-use")).then((names) => names.length)).toBe(1);
  });

  test("a name without its bytes, as after a power cut, is fetched again", async () => {
    const cache = createCache();
    await use(cache, entryOf("a"));
    const [name = ""] = await cached();
    await rm(path.join(folder, "files", name));
    await writeFile(path.join(folder, "files", name), "");
    expect(await use(cache, entryOf("a"))).toBe("fetched");
  });

  test("what was just made is there without a download", async () => {
    const cache = createCache();
    const staged = await cache.createFolder();
    await writeFile(path.join(staged, "master.wav"), "m".repeat(40));
    await cache.admit(entryOf("a"), path.join(staged, "master.wav"));
    expect(await use(cache, entryOf("a"))).toBe("kept");
  });

  test("gives up what it keeps when the disk is wanted for something else", async () => {
    const cache = createCache();
    await use(cache, entryOf("a"));
    expect(await cache.findFreeBytes(0)).toBeGreaterThan(0);
    expect(await cached()).toHaveLength(1);
    await cache.findFreeBytes(Number.MAX_SAFE_INTEGER);
    expect(await cached()).toEqual([]);
  });

  test("says that the disk is full before the first byte is fetched", async () => {
    const cache = createLocalCache({ folder, maxBytes: 100, reserveBytes: Number.MAX_SAFE_INTEGER / 2 });
    const asked = cache.fetch(entryOf("a"), async () => {
      throw new Error("it was fetched");
    });
    await expect(asked).rejects.toMatchObject({ code: "STORAGE_FULL" });
  });

  test("another process on the same folder finds what this one fetched", async () => {
    await use(createCache(), entryOf("a"));
    expect(await use(createCache(), entryOf("a"))).toBe("kept");
  });
});

describe("folders of processes", () => {
  test("those of dead processes go, those of living ones stay", async () => {
    const own = namePrivateFolder(folder);
    const [host] = path.basename(own).split("-");
    const dead = spawnSync(process.execPath, ["-e", ""]).pid;
    const names = {
      own: path.basename(own),
      dead: `${host}-${dead}-1`,
      // The first process of a container has the number of the one before it.
      sameNumber: `${host}-${process.pid}-2`,
      living: `${host}-${process.ppid}-3`,
      otherHost: `00000000-${dead}-4`,
      otherHostOld: `00000000-${dead}-5`,
    };
    for (const name of Object.values(names)) await mkdir(path.join(folder, name));
    const longAgo = Date.now() / 1000 - 8 * 24 * 3_600;
    await utimes(path.join(folder, names.otherHostOld), longAgo, longAgo);
    expect(await sweepPrivateFolders(folder)).toBe(3);
    expect((await readdir(folder)).sort()).toEqual([names.own, names.living, names.otherHost].sort());
  });
});
