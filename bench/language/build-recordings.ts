import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { SAMPLE_RATE } from "../../worker/engines/engine";
import { createRandom } from "../create-random";

const run = promisify(execFile);
const soundEndings = new Set([".wav", ".flac", ".mp3", ".ogg", ".m4a", ".gsm"]);

export const soundConditions = ["clean", "noise 10 dB", "noise 5 dB", "phone"] as const;
export type SoundCondition = (typeof soundConditions)[number];

/** Every sound file below a folder, in an order that is random and always the same. */
export async function listSounds(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true });
  const files = entries.filter((name) => soundEndings.has(path.extname(name))).sort();
  const random = createRandom(7);
  return files
    .map((name) => ({ file: path.join(dir, name), order: random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ file }) => file);
}

/** Sound files joined, with a breath between, until there are so many seconds; what is left over of the last is cut.
 * Returns how many files were used. */
export async function joinSounds(
  files: string[],
  seconds: number,
): Promise<{ samples: Float32Array; used: number }> {
  const samples = new Float32Array(seconds * SAMPLE_RATE);
  const gap = Math.round(0.3 * SAMPLE_RATE);
  let at = 0;
  let used = 0;
  for (const file of files) {
    if (at >= samples.length) break;
    const sound = await decodeSound(file);
    used += 1;
    // Beeps and single digits are no language.
    if (sound.length < 0.8 * SAMPLE_RATE) continue;
    samples.set(sound.subarray(0, samples.length - at), at);
    at += sound.length + gap;
  }
  return { samples: samples.subarray(0, Math.min(samples.length, at)), used };
}

/** 16 kHz, one channel. */
export async function decodeSound(file: string): Promise<Float32Array> {
  const args = ["-v", "error", "-nostdin", "-i", file, "-vn", "-ac", "1", "-ar", String(SAMPLE_RATE)];
  const { stdout } = await run("ffmpeg", [...args, "-f", "s16le", "-"], {
    encoding: "buffer",
    maxBuffer: 2 ** 30,
  });
  const samples = new Float32Array(stdout.length >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = stdout.readInt16LE(i * 2) / 32_768;
  return samples;
}

/** The same sound with noise over it (like rushing water, as loud as its speech less so many decibels), or as a
 * telephone carries it. */
export function spoil(samples: Float32Array, condition: SoundCondition): Float32Array {
  if (condition === "clean") return samples;
  if (condition === "phone") return narrow(samples);
  const decibels = Number(/\d+/.exec(condition)?.[0]);
  const random = createRandom(11);
  const noise = new Float32Array(samples.length);
  let slow = 0;
  for (let i = 0; i < noise.length; i++) {
    const white = random() + random() + random() - 1.5;
    slow = 0.9 * slow + white;
    noise[i] = slow;
  }
  const gain = (deriveSpeechRms(samples) / deriveRms(noise)) * 10 ** (-decibels / 20);
  return samples.map((sample, at) => Math.max(-1, Math.min(1, sample + gain * (noise[at] ?? 0))));
}

/** 300 to 3,400 Hz and eight bits of a logarithm. */
function narrow(samples: Float32Array): Float32Array {
  const low = 1 - Math.exp((-2 * Math.PI * 3_400) / SAMPLE_RATE);
  const high = 1 - Math.exp((-2 * Math.PI * 300) / SAMPLE_RATE);
  let [first, second, third, below] = [0, 0, 0, 0];
  return samples.map((sample) => {
    first += low * (sample - first);
    second += low * (first - second);
    third += low * (second - third);
    below += high * (third - below);
    const heard = third - below;
    const step = Math.round((Math.log1p(255 * Math.abs(heard)) / Math.log(256)) * 127) / 127;
    return Math.sign(heard) * ((256 ** step - 1) / 255);
  });
}

function deriveRms(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return Math.sqrt(sum / Math.max(1, samples.length));
}

/** Of the louder half of its tenths of a second. */
function deriveSpeechRms(samples: Float32Array): number {
  const frame = SAMPLE_RATE / 10;
  const levels = Array.from({ length: Math.floor(samples.length / frame) }, (_, at) =>
    deriveRms(samples.subarray(at * frame, (at + 1) * frame)),
  ).sort((a, b) => b - a);
  const louder = levels.slice(0, Math.ceil(levels.length / 2));
  return Math.sqrt(louder.reduce((sum, level) => sum + level * level, 0) / Math.max(1, louder.length));
}
