import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLocalStorage } from "@/server/platform/storage/local-storage";
import { planChunks } from "../engines/vad/plan-chunks";
import { deriveSpeechMap, findSpeechMap, keepSpeechMap, listSpeech, speechMapFile } from "./speech-map";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "trax-map-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const regions = fc
  .array(fc.tuple(fc.integer({ min: -9, max: 9_000_000 }), fc.integer({ min: 0, max: 900_000 })), {
    maxLength: 40,
  })
  .map((pairs) =>
    pairs.map(([start, length]) => ({ start, end: start + length })).sort((a, b) => a.start - b.start),
  );

test("speech and silence add up to the recording exactly, and so do its chunks and what lies between", () => {
  fc.assert(
    fc.property(regions, fc.integer({ min: 0, max: 9_000_000 }), (found, samples) => {
      const map = deriveSpeechMap(found, samples);
      expect(speechMapFile.safeParse(map).success).toBe(true);
      expect(map.spans.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(samples);
      const chunks = planChunks(listSpeech(map), samples);
      let heard = 0;
      let between = 0;
      let at = 0;
      for (const { start, end } of chunks) {
        expect(start).toBeGreaterThanOrEqual(at);
        between += start - at;
        heard += end - start;
        at = end;
      }
      expect(heard + between + samples - at).toBe(samples);
      // No sample of speech is left out of the chunks.
      for (const { start, end } of listSpeech(map)) {
        const inside = chunks.reduce(
          (sum, chunk) => sum + Math.max(0, Math.min(end, chunk.end) - Math.max(start, chunk.start)),
          0,
        );
        expect(inside).toBe(end - start);
      }
    }),
    { numRuns: 1_000, endOnFailure: true },
  );
});

test("a map is kept beside its master, and one that does not fit it is not used", async () => {
  const storage = createLocalStorage(folder);
  const masterKey = "derived/a/b/master.wav";
  const map = deriveSpeechMap([{ start: 10, end: 500 }], 1_000);
  expect(await findSpeechMap(storage, masterKey, 1_000)).toBeNull();
  await keepSpeechMap(storage, masterKey, map);
  expect(await findSpeechMap(storage, masterKey, 1_000)).toEqual(map);
  expect(await findSpeechMap(storage, masterKey, 1_001)).toBeNull();
  await storage.write("derived/a/b/speech.json", "{half");
  expect(await findSpeechMap(storage, masterKey, 1_000)).toBeNull();
});
