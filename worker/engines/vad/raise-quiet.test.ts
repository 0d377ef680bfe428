import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { deriveModelFiles, ensureMoonshineModels } from "../moonshine/build-models";
import { readWavInfo, readWavSamples } from "../read-wav";
import { deriveRegions } from "./derive-regions";
import { raiseQuiet } from "./raise-quiet";
import { createSileroSession, type SileroSession } from "./silero-session";

const modelsDir = fileURLToPath(new URL("../../../node_modules/.cache/trax-models", import.meta.url));
const spokenWav = fileURLToPath(new URL("../fixtures/signed-contract.wav", import.meta.url));

let vad: SileroSession;
/** A sentence of some 3.5 s, with two seconds before and behind it. */
let spoken: Float32Array;
beforeAll(async () => {
  await ensureMoonshineModels(modelsDir, { model: "base" });
  vad = await createSileroSession(deriveModelFiles(modelsDir, "base").vad);
  const { totalSamples } = await readWavInfo(spokenWav);
  [spoken] = (await readWavSamples(spokenWav, [{ start: -32_000, end: totalSamples + 32_000 }])) as [
    Float32Array,
  ];
}, 60_000);
afterAll(() => vad.release());

/** As a recorder of 16 bits keeps it, in a room that hisses some 10 dB below the voice. */
function recordFrom(far: number): Float32Array {
  let state = 1;
  return spoken.map((value) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const hiss = (state / 2 ** 32 - 0.5) * 0.06;
    return Math.round((value + hiss) * far * 32_768) / 32_768;
  });
}

async function findSpeech(samples: Float32Array): Promise<number> {
  const [probabilities] = (await vad.detect([samples])) as [Float32Array];
  return deriveRegions(probabilities, samples.length).reduce((sum, { start, end }) => sum + end - start, 0);
}

it("Speech far from the microphone is found as speech nearby is", async () => {
  const [near, far] = [recordFrom(1), recordFrom(0.006)];
  const [found, wanted] = [await findSpeech(raiseQuiet(far)), await findSpeech(near)];
  expect(await findSpeech(far)).toBeLessThan(wanted * 0.7);
  expect(wanted).toBeGreaterThan(2.5 * 16_000);
  expect(Math.abs(found / wanted - 1)).toBeLessThan(0.1);
});

it("Speech that is loud enough stays sample by sample as it is", () => {
  expect(raiseQuiet(spoken)).toBe(spoken);
});

it("A still room in which nobody speaks does not become speech", async () => {
  const room = recordFrom(0.01).fill(0);
  let state = 7;
  for (let at = 0; at < room.length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    room[at] = (state / 2 ** 32 - 0.5) * 0.002;
  }
  expect(await findSpeech(raiseQuiet(room))).toBe(0);
});

it("Silence, sound shorter than a frame and sound that clips are borne", () => {
  expect(raiseQuiet(new Float32Array(4_000)).every((value) => value === 0)).toBe(true);
  expect(raiseQuiet(new Float32Array(100).fill(0.01))).toHaveLength(100);
  const knock = new Float32Array(64_000).map((_, at) => (at === 9_000 ? 1 : 0.001 * Math.sin(at / 5)));
  const raised = raiseQuiet(knock);
  expect(Math.max(...raised.slice(0, 8_000))).toBeGreaterThan(0.01);
  expect(raised.every((value) => value >= -1 && value <= 1)).toBe(true);
});
