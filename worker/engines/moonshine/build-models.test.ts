import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { InferenceSession } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deriveModelFiles, ensureMoonshineModels, hasMoonshineModels } from "./build-models";

const model = "tiny";
let modelsDir: string;
beforeAll(async () => {
  modelsDir = await mkdtemp(path.join(tmpdir(), "trax-models-"));
});
afterAll(() => rm(modelsDir, { recursive: true }));

describe("ensureMoonshineModels", { timeout: 30_000 }, () => {
  // Paths are known only once the folder is.
  const step = () => deriveModelFiles(modelsDir, model).step;

  it("makes whole folders when asked twice at once, and leaves nothing else behind", async () => {
    expect(await hasMoonshineModels(modelsDir, { model })).toBe(false);
    await Promise.all([1, 2].map(() => ensureMoonshineModels(modelsDir, { model })));
    expect(await hasMoonshineModels(modelsDir, { model })).toBe(true);
    expect((await readdir(modelsDir)).sort()).toEqual(["moonshine-tiny", "silero-vad"]);
    expect(await readFile(path.join(path.dirname(step()), "LICENSE"), "utf8")).toContain("Useful Sensors");
    expect((await stat(deriveModelFiles(modelsDir, model).vad)).size).toBeGreaterThan(1_000_000);
  });

  it("makes a step without branches that gives the attention of the chosen heads", async () => {
    const session = await InferenceSession.create(step());
    expect(session.outputNames).toContain("alignment");
    expect(session.inputNames).not.toContain("use_cache_branch");
    expect(session.inputNames).toContain("past_key_values.5.encoder.keyT");
    const once = await InferenceSession.create(deriveModelFiles(modelsDir, model).crossAttention);
    expect(once.inputNames).toEqual(["encoder_hidden_states"]);
  });

  it("does nothing when all is there", async () => {
    const before = (await stat(step())).ino;
    await ensureMoonshineModels(modelsDir, { model });
    expect((await stat(step())).ino).toBe(before);
  });

  it("makes anew what another version made, and sweeps what a dead build left", async () => {
    await writeFile(path.join(path.dirname(step()), "version"), "something older\n");
    const leftover = `${path.dirname(step())}.building-dead`;
    await writeFile(leftover, "");
    await utimes(leftover, 0, 0);
    const before = (await stat(step())).ino;
    await ensureMoonshineModels(modelsDir, { model });
    expect((await stat(step())).ino).not.toBe(before);
    expect((await readdir(modelsDir)).sort()).toEqual(["moonshine-tiny", "silero-vad"]);
  });
});
