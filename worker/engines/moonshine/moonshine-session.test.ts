import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { readWavSamples } from "../read-wav";
import { deriveModelFiles } from "./build-models";
import { leadSettings } from "./lead-decoding";
import { createMoonshineSession } from "./moonshine-session";
import { buildTermTrie, decodeTokens } from "./term-trie";

const modelsDir = fileURLToPath(new URL("../../../node_modules/.cache/trax-models", import.meta.url));
const wavPath = fileURLToPath(new URL("../fixtures/signed-contract.wav", import.meta.url));

it("A term leads the model where it is nearly as likely, and what was clearly heard stays", async () => {
  const session = await createMoonshineSession("tiny", deriveModelFiles(modelsDir, "tiny"));
  try {
    const [samples = new Float32Array(0)] = await readWavSamples(wavPath, [{ start: 0, end: 60_000 }]);
    const plain = await session.decode(samples);
    const trie = buildTermTrie(["Contrakt", "Reykjavik", "Sined"]);
    // Heard clearly, so that the usual boost does not reach.
    expect(await session.decode(samples, { trie })).toEqual(plain);
    const led = await session.decode(samples, {
      trie: buildTermTrie(["Contrakt"]),
      settings: { ...leadSettings, boost: 14 },
    });
    expect(decodeTokens(led.tokens)).toBe(decodeTokens(plain.tokens).replace("contract", "Contrakt"));
    expect(led.led).toMatchObject([{ from: "contract", to: "Contrakt" }]);
    const rowsOfEnd = plain.attention.length - plain.tokens.length;
    expect(led.attention).toHaveLength(led.tokens.length + rowsOfEnd);
    expect(led.stopped).toBe(plain.stopped);
  } finally {
    await session.release();
  }
}, 30_000);
