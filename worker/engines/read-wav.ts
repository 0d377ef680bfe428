import { type FileHandle, open } from "node:fs/promises";
import { SAMPLE_RATE, type SampleRange } from "./engine";

/** Where the samples of a 16 kHz mono s16le WAV file lie. */
export interface WavInfo {
  dataOffsetBytes: number;
  totalSamples: number;
}

const headerBytes = 4096;

/** @throws when the file is not 16 kHz mono 16-bit PCM in RIFF */
export async function readWavInfo(wavPath: string): Promise<WavInfo> {
  return withFile(wavPath, parseHeader);
}

/** Samples of each range, -1..1, zero where a range reaches beyond the file.
 * @throws when the file is not 16 kHz mono 16-bit PCM in RIFF */
export async function readWavSamples(wavPath: string, ranges: SampleRange[]): Promise<Float32Array[]> {
  return withFile(wavPath, async (file) => {
    const info = await parseHeader(file);
    const samples: Float32Array[] = [];
    for (const range of ranges) samples.push(await readRange(file, info, range));
    return samples;
  });
}

async function withFile<T>(wavPath: string, read: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(wavPath, "r");
  try {
    return await read(file);
  } finally {
    await file.close();
  }
}

async function parseHeader(file: FileHandle): Promise<WavInfo> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
  const header = buffer.subarray(0, bytesRead);
  if (header.toString("latin1", 0, 4) !== "RIFF" || header.toString("latin1", 8, 12) !== "WAVE") {
    throw new Error("The sound to transcribe is not a WAV file.");
  }
  let formatIsRight = false;
  for (let at = 12; at + 8 <= header.length; ) {
    const id = header.toString("latin1", at, at + 4);
    const size = header.readUInt32LE(at + 4);
    if (id === "fmt " && at + 24 <= header.length) {
      formatIsRight =
        header.readUInt16LE(at + 10) === 1 &&
        header.readUInt32LE(at + 12) === SAMPLE_RATE &&
        header.readUInt16LE(at + 22) === 16;
    }
    if (id === "data" && formatIsRight) {
      const dataOffsetBytes = at + 8;
      const heldBytes = (await file.stat()).size - dataOffsetBytes;
      // Sizes above 4 GiB do not fit the header, and a writer that was cut off left 0 or 0xffffffff there.
      const sizeBytes = size === 0 || size > heldBytes || heldBytes >= 0xff_ff_ff_ff ? heldBytes : size;
      return { dataOffsetBytes, totalSamples: Math.floor(sizeBytes / 2) };
    }
    at += 8 + size + (size % 2);
  }
  throw new Error("The sound to transcribe is not 16 kHz mono 16-bit PCM.");
}

async function readRange(
  file: FileHandle,
  info: WavInfo,
  { start, end }: SampleRange,
): Promise<Float32Array> {
  const samples = new Float32Array(Math.max(0, end - start));
  const from = Math.max(0, start);
  const wanted = Math.min(end, info.totalSamples) - from;
  if (wanted <= 0) return samples;
  const { buffer, bytesRead } = await file.read(
    Buffer.alloc(wanted * 2),
    0,
    wanted * 2,
    info.dataOffsetBytes + from * 2,
  );
  for (let i = 0; i < bytesRead >> 1; i++) samples[from - start + i] = buffer.readInt16LE(i * 2) / 32_768;
  return samples;
}
