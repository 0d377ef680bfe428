import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readWavInfo, readWavSamples } from "./read-wav";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "trax-wav-"));
});
afterAll(() => rm(dir, { recursive: true }));

interface WavParts {
  rate?: number;
  channels?: number;
  claimedBytes?: number;
  extra?: Buffer;
}

async function buildWav(
  samples: number[],
  { rate = 16_000, channels = 1, claimedBytes, extra }: WavParts = {},
) {
  const data = Buffer.from(Int16Array.from(samples).buffer);
  const format = Buffer.alloc(24);
  format.write("fmt ", "latin1");
  format.writeUInt32LE(16, 4);
  format.writeUInt16LE(1, 8);
  format.writeUInt16LE(channels, 10);
  format.writeUInt32LE(rate, 12);
  format.writeUInt16LE(16, 22);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(claimedBytes ?? data.length);
  const file = path.join(dir, `${Math.random()}.wav`);
  const parts = [
    Buffer.from("RIFF....WAVE"),
    format,
    extra ?? Buffer.alloc(0),
    Buffer.from("data"),
    size,
    data,
  ];
  await writeFile(file, Buffer.concat(parts));
  return file;
}

describe("readWavSamples", () => {
  it("reads ranges as fractions of full scale, zero beyond both ends", async () => {
    const file = await buildWav([16_384, -32_768, 8_192]);
    const [inside, beyond, outside] = await readWavSamples(file, [
      { start: 1, end: 3 },
      { start: -2, end: 5 },
      { start: 9, end: 11 },
    ]);
    expect([...(inside ?? [])]).toEqual([-1, 0.25]);
    expect([...(beyond ?? [])]).toEqual([0, 0, 0.5, -1, 0.25, 0, 0]);
    expect([...(outside ?? [])]).toEqual([0, 0]);
  });

  it("passes over chunks that come before the samples", async () => {
    const extra = Buffer.from("LIST\x03\0\0\0abc\0", "latin1");
    const file = await buildWav([1, 2], { extra });
    expect(await readWavInfo(file)).toEqual({ dataOffsetBytes: 56, totalSamples: 2 });
  });

  it.each([0, 0xff_ff_ff_ff, 999])(
    "goes by the length of the file when the header claims %d bytes",
    async (claimedBytes) => {
      expect((await readWavInfo(await buildWav([1, 2, 3], { claimedBytes }))).totalSamples).toBe(3);
    },
  );

  it("refuses what is not 16 kHz mono WAV", async () => {
    await expect(readWavInfo(await buildWav([1], { rate: 44_100 }))).rejects.toThrow("16 kHz mono");
    await expect(readWavInfo(await buildWav([1], { channels: 2 }))).rejects.toThrow("16 kHz mono");
    const text = path.join(dir, "text.wav");
    await writeFile(text, "no sound at all");
    await expect(readWavInfo(text)).rejects.toThrow("not a WAV");
  });
});
