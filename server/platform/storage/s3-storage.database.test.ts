import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testStorageContract } from "@/server/testing/storage-contract";
import { findSwiftProblem, type SwiftServer, startSwiftServer } from "@/server/testing/swift-server";
import { createLocalCache } from "./local-cache";
import { createS3Bucket, type S3Settings } from "./s3-bucket";
import { createS3Storage } from "./s3-storage";
import type { Storage } from "./storage";

const problem = findSwiftProblem();
const MEBIBYTE = 1024 ** 2;

describe.skipIf(problem !== null)(`storage on a real S3 server${problem ? `: ${problem}` : ""}`, () => {
  let swift: SwiftServer;
  let home: string;
  let storage: Storage;

  beforeAll(async () => {
    swift = await startSwiftServer();
    home = await mkdtemp(path.join(tmpdir(), "trax-cache-"));
    storage = createStorage();
  });
  afterAll(async () => {
    await swift?.stop();
    if (home) await rm(home, { recursive: true, force: true });
  });

  function createStorage(overrides: Partial<S3Settings> = {}, prefix = "some/prefix"): Storage {
    const cache = createLocalCache({
      folder: path.join(home, "cache"),
      maxBytes: 50 * MEBIBYTE,
      reserveBytes: 0,
    });
    return createS3Storage({ bucket: createS3Bucket({ ...swift.settings, ...overrides }), cache, prefix });
  }

  testStorageContract(() => storage, { largeBytes: 20 * MEBIBYTE + 3 });

  test("a staged file is in the cache already, and a copy that is there is not fetched again", async () => {
    const staged = await storage.stage("derived/warm/c");
    await writeFile(path.join(staged.path, "master.wav"), "sound");
    await staged.commit();
    const { ino } = await storage.fetchLocal("derived/warm/c/master.wav").then(async (file) => {
      const info = await stat(file.path);
      await file.release();
      return info;
    });
    const again = await storage.fetchLocal("derived/warm/c/master.wav");
    expect(await readFile(again.path, "utf8")).toBe("sound");
    expect((await stat(again.path)).ino).toBe(ino);
    await again.release();
  });

  test("removing a key removes its copies on this machine", async () => {
    await storage.write("private/talk", "words");
    await (await storage.fetchLocal("private/talk")).release();
    const before = (await readdir(path.join(home, "cache/files"))).length;
    await storage.remove("private/talk");
    expect((await readdir(path.join(home, "cache/files"))).length).toBe(before - 1);
  });

  test("keys of one prefix are not seen from another", async () => {
    await storage.write("apart/one", "x");
    expect(await createStorage({}, "").findSize("apart/one")).toBeNull();
    expect(await createStorage({}, "").findSize("some/prefix/apart/one")).toBe(1);
  });

  test("a reader who leaves ends the transfer", async () => {
    await storage.write("left/large", Buffer.alloc(30 * MEBIBYTE));
    const stream = await storage.openRead("left/large");
    await new Promise((resolve) => stream.once("data", resolve));
    stream.destroy();
    await new Promise((resolve) => stream.once("close", resolve));
    const gone = new AbortController();
    const opening = storage.openRead("left/large", undefined, gone.signal);
    gone.abort();
    await expect(opening).rejects.toMatchObject({ name: "AbortError" });
  });

  test("a server that stands still and goes on loses nothing", async () => {
    const writing = storage.write("frozen/one", Buffer.alloc(9 * MEBIBYTE, "x"));
    swift.freeze();
    await delay(1_500);
    swift.thaw();
    expect(await writing).toBe(9 * MEBIBYTE);
  });

  test.each([
    ["a wrong secret", { secretAccessKey: "wrong" }, "S3_REFUSED"],
    ["an unknown key", { accessKeyId: "nobody:none" }, "S3_REFUSED"],
    ["no such bucket", { bucket: "not-there" }, "S3_BUCKET_MISSING"],
    ["nobody at the address", { endpoint: "http://127.0.0.1:9" }, "S3_UNREACHABLE"],
  ])("%s is told in a sentence", async (_, overrides, code) => {
    const wrong = createStorage(overrides);
    await expect(wrong.verify()).rejects.toMatchObject({ name: "TraxError", code });
    await expect(wrong.write("wrong/key", "x")).rejects.toMatchObject({ name: "TraxError", code });
  });
});
