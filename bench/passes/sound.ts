import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { SAMPLE_RATE } from "../../worker/engines/engine";

/** Any sound that ffmpeg reads, as 16 kHz mono, -1..1. */
export function readSound(file: string): Promise<Float32Array> {
  const args = ["-v", "error", "-nostdin", "-i", file, "-vn", "-ac", "1", "-ar", String(SAMPLE_RATE)];
  const ffmpeg = spawn("ffmpeg", [...args, "-f", "s16le", "-"], { stdio: ["ignore", "pipe", "inherit"] });
  const parts: Buffer[] = [];
  ffmpeg.stdout.on("data", (part: Buffer) => parts.push(part));
  return new Promise((resolve, reject) => {
    ffmpeg.on("error", reject);
    ffmpeg.on("close", (code) => {
      if (code !== 0) return reject(new Error(`ffmpeg could not read ${file}.`));
      const bytes = Buffer.concat(parts);
      const samples = new Float32Array(bytes.length >> 1);
      for (let at = 0; at < samples.length; at++) samples[at] = bytes.readInt16LE(at * 2) / 32_768;
      resolve(samples);
    });
  });
}

export async function writeWav(file: string, samples: Float32Array): Promise<void> {
  const bytes = Buffer.alloc(44 + samples.length * 2);
  bytes.write("RIFF", 0, "latin1");
  bytes.writeUInt32LE(36 + samples.length * 2, 4);
  bytes.write("WAVEfmt ", 8, "latin1");
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(SAMPLE_RATE, 24);
  bytes.writeUInt32LE(SAMPLE_RATE * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36, "latin1");
  bytes.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, at) => {
    bytes.writeInt16LE(Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_767))), 44 + at * 2);
  });
  await writeFile(file, bytes);
}

export function makeWhiteNoise(length: number, random: () => number): Float32Array {
  return Float32Array.from({ length }, () => random() + random() + random() - 1.5);
}

/** Four voices of others at once, each beginning somewhere. */
export function makeBabble(
  length: number,
  others: readonly Float32Array[],
  random: () => number,
): Float32Array {
  const mixed = new Float32Array(length);
  for (let voice = 0; voice < Math.min(4, others.length); voice++) {
    const other = others[Math.floor(random() * others.length)] as Float32Array;
    const scale = 1 / (measureRms(other) || 1);
    const from = Math.floor(random() * other.length);
    for (let at = 0; at < length; at++) {
      mixed[at] = (mixed[at] as number) + scale * (other[(from + at) % other.length] as number);
    }
  }
  return mixed;
}

/** The noise so loud that the sound is `snrDb` above it, over the whole clip. */
export function mixAt(sound: Float32Array, noise: Float32Array, snrDb: number): Float32Array {
  const gain = (measureRms(sound) / (measureRms(noise) || 1)) * 10 ** (-snrDb / 20);
  const mixed = sound.map((sample, at) => sample + gain * (noise[at] as number));
  const peak = mixed.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return peak > 0.98 ? mixed.map((sample) => (sample * 0.98) / peak) : mixed;
}

function measureRms(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length));
}
