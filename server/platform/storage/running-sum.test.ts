import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RunningSum } from "./running-sum";

const bytes = randomBytes(3_000_000);
const whole = createHash("sha256").update(bytes).digest("hex");
let folder: string;
let file: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trax-sum-"));
  file = path.join(folder, "upload");
  await writeFile(file, bytes);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("is that of the bytes as they pass, and can be taken in between", () => {
  const sum = new RunningSum();
  for (let at = 0; at < bytes.length; at += 70_000) sum.add(bytes.subarray(at, at + 70_000), at);
  expect(sum.digest()).toBe(whole);
  expect(sum.bytes).toBe(bytes.length);
  expect(sum.digest()).toBe(whole);
});

test("begun in the middle, it reads the earlier part from the disk and joins what passes", async () => {
  const sum = new RunningSum();
  const catching = sum.catchUp(file, 2_000_000);
  // What passes meanwhile is on the disk, too, and read in its turn.
  sum.add(bytes.subarray(2_000_000, 2_100_000), 2_000_000);
  expect(sum.isCatchingUp).toBe(true);
  await catching;
  expect(sum.bytes).toBe(2_000_000);
  sum.add(bytes.subarray(2_000_000, 2_100_000), 2_000_000);
  sum.add(bytes.subarray(2_200_000, 2_300_000), 2_200_000);
  expect(sum.bytes).toBe(2_100_000);
  await Promise.all([sum.catchUp(file, bytes.length), sum.catchUp(file, bytes.length)]);
  expect(sum.digest()).toBe(whole);
});

test("a file that is shorter than what was received has none", async () => {
  await expect(new RunningSum().catchUp(file, bytes.length + 1)).rejects.toThrow("shorter");
});
