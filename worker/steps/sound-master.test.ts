import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { createSoundMaster, MASTER_SAMPLE_RATE } from "./sound-master";

it("takes a fine and a coarse waveform of the same sound, wherever the chunks are cut", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "trax-master-"));
  try {
    const samples = new Int16Array(MASTER_SAMPLE_RATE + 80);
    samples[0] = -32_768;
    samples[170] = 8_192;
    samples[MASTER_SAMPLE_RATE + 1] = 2_048;
    const bytes = Buffer.from(samples.buffer);
    const master = await createSoundMaster(path.join(folder, "master.wav"));
    for (let at = 0; at < bytes.length; at += 1_001) await master.write(bytes.subarray(at, at + 1_001));
    const { waveform, peaks, samplesPerPeak } = await master.close();
    expect(samplesPerPeak).toBe(1_600);
    expect(peaks).toHaveLength(11);
    expect([peaks[0], peaks[1], peaks[10]]).toEqual([1, 0, 0.063]);
    expect(waveform).toHaveLength(101);
    expect([waveform[0], waveform[1], waveform[2], waveform[100]]).toEqual([255, 128, 0, 64]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
