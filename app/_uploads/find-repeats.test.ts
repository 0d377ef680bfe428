import { createHash } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import type { DuplicateView } from "@/server/submissions/schema";
import { findRepeats } from "./find-repeats";
import { hashFile } from "./hash-file";

const file = (name: string, content: string) => new File([content], name);
const hashOf = (content: string) => createHash("sha256").update(content).digest("hex");
const duplicate = (content: string): DuplicateView => ({
  sha256: hashOf(content),
  sizeBytes: content.length,
  documentId: "d",
  title: "Before",
  createdAt: new Date(0),
  hasText: true,
  state: "done",
  engine: "moonshine-base",
  source: null,
});

function buildAsk(submitted: string[]) {
  const { signal } = new AbortController();
  return {
    findSameSize: vi.fn(async (sizes: number[]) =>
      sizes.filter((size) => submitted.some((content) => content.length === size)),
    ),
    findDuplicates: vi.fn(async (files: { sha256: string }[]) =>
      submitted.filter((content) => files.some(({ sha256 }) => sha256 === hashOf(content))).map(duplicate),
    ),
    hashFile: vi.fn((given: File, onProgress: (bytes: number) => void) =>
      hashFile(given, { signal, onProgress }),
    ),
    onProgress: vi.fn(),
  };
}

describe("findRepeats", () => {
  it("reads no file whose size nobody has", async () => {
    const ask = buildAsk(["something else"]);
    expect(await findRepeats([file("a", "one"), file("b", "three"), file("c", "")], ask)).toEqual([]);
    expect(ask.hashFile).not.toHaveBeenCalled();
    expect(ask.findDuplicates).not.toHaveBeenCalled();
  });

  it("finds what was transcribed before, and not what only has its size", async () => {
    const ask = buildAsk(["known"]);
    const repeats = await findRepeats([file("a", "known"), file("b", "other"), file("c", "x")], ask);
    expect(repeats).toMatchObject([{ index: 0, fileName: "a", earlier: { title: "Before" } }]);
    expect(ask.onProgress).toHaveBeenLastCalledWith({ files: 2, readBytes: 10, totalBytes: 10 });
  });

  it("finds a file that is twice in the submission, once", async () => {
    const ask = buildAsk([]);
    const repeats = await findRepeats([file("a", "same"), file("b", "same"), file("c", "diff")], ask);
    expect(repeats).toEqual([{ index: 1, fileName: "b", earlier: null }]);
    expect(ask.findDuplicates).not.toHaveBeenCalled();
  });

  it("leaves a file alone that cannot be read", async () => {
    const ask = { ...buildAsk(["known"]), hashFile: async () => null };
    expect(await findRepeats([file("a", "known")], ask)).toEqual([]);
  });
});

describe("hashFile", () => {
  it("is SHA-256, over slices", async () => {
    const bytes = Buffer.alloc(2_500_000, "slices of a long recording ");
    const seen: number[] = [];
    const { signal } = new AbortController();
    const hash = await hashFile(new Blob([bytes]), { signal, onProgress: (read) => seen.push(read) });
    expect(hash).toBe(createHash("sha256").update(bytes).digest("hex"));
    expect(seen).toEqual([1_048_576, 1_048_576, 402_848]);
  });

  it("stops when it is told to", async () => {
    const controller = new AbortController();
    const hashing = hashFile(new Blob([Buffer.alloc(3_000_000)]), {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(hashing).rejects.toMatchObject({ name: "AbortError" });
  });
});
