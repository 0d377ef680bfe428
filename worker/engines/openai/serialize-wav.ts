import { SAMPLE_RATE } from "../engine";

const headerBytes = 44;

/** Samples of -1..1 as a 16 kHz mono 16-bit WAV file. WAV and not FLAC: its size is known beforehand (a chunk of two
 * minutes has 3.8 MB), every server reads it, and no program has to run. */
export function serializeWav(samples: Float32Array, leastSamples = 0): Buffer<ArrayBuffer> {
  const length = Math.max(samples.length, leastSamples);
  const wav = Buffer.alloc(headerBytes + length * 2);
  wav.write("RIFF", 0, "latin1");
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write("WAVEfmt ", 8, "latin1");
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(SAMPLE_RATE, 24);
  wav.writeUInt32LE(SAMPLE_RATE * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36, "latin1");
  wav.writeUInt32LE(length * 2, 40);
  samples.forEach((sample, at) => {
    const value = Math.round(sample * 32_768);
    wav.writeInt16LE(Math.min(32_767, Math.max(-32_768, value)), headerBytes + at * 2);
  });
  return wav;
}
