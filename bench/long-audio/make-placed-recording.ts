import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { SAMPLE_RATE } from "../../worker/engines/engine";
import { createMoonshineEngine } from "../../worker/engines/moonshine/moonshine-engine";
import { readWavInfo } from "../../worker/engines/read-wav";
import { convertSound } from "../speech/convert-sound";
import { createBenchPool } from "../speech/create-bench-pool";
import { transcribe } from "../speech/measure-engine";
import type { Clip } from "../time-left/make-recording";
import { createSphinxAligner, type PlacedWord } from "../word-times/align-by-sphinx";
import { listBareWords } from "../word-times/score-times";

/** A word and where it was put. */
export interface Place {
  startMs: number;
  word: string;
}

const shortestPauseSeconds = 0.5;
const longestPauseSeconds = 2.5;

/** Hours of the clips one after the other with pauses between, streamed into a FLAC file: no sample is moved by it, and
 * memory does not grow with the hours. */
export async function makePlacedRecording(
  clips: readonly Clip[],
  seconds: number,
  file: string,
  random: () => number,
): Promise<{ places: Place[]; samples: number }> {
  const sounds = await listSounds(clips, file);
  if (sounds.length === 0) throw new Error("There are no clips.");

  const raw = ["-f", "s16le", "-ar", String(SAMPLE_RATE), "-ac", "1", "-i", "pipe:0"];
  const ffmpeg = spawn("ffmpeg", ["-v", "error", "-y", ...raw, "-compression_level", "0", file], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  const ended = once(ffmpeg, "close");
  const write = async (bytes: Buffer) => {
    if (!ffmpeg.stdin.write(bytes)) await once(ffmpeg.stdin, "drain");
  };
  const places: Place[] = [];
  let clock = 0;
  const spread = longestPauseSeconds - shortestPauseSeconds;
  while (clock < seconds * SAMPLE_RATE) {
    const pause = Math.round((shortestPauseSeconds + spread * random()) * SAMPLE_RATE);
    await write(Buffer.alloc(pause * 2));
    clock += pause;
    const sound = sounds[Math.floor(random() * sounds.length)] as (typeof sounds)[number];
    const putMs = (clock * 1_000) / SAMPLE_RATE;
    for (const { text, start } of sound.words) places.push({ startMs: putMs + start * 1_000, word: text });
    await write(sound.bytes);
    clock += sound.bytes.length / 2;
  }
  ffmpeg.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error("ffmpeg could not write the recording.");
  return { places, samples: clock };
}

/** Clips as they are, with the places of their words: those of an independent aligner where it is installed and finds its
 * way, else those of the better engine, heard in the clip alone. */
async function listSounds(
  clips: readonly Clip[],
  file: string,
): Promise<{ bytes: Buffer; words: PlacedWord[] }[]> {
  const pool = createBenchPool(2);
  try {
    const engine = createMoonshineEngine(pool, "base");
    const align = await createSphinxAligner(path.dirname(file));
    const sounds = [];
    for (const clip of clips) {
      const wavPath = `${file}.wav`;
      await convertSound(clip.file, wavPath);
      const { dataOffsetBytes } = await readWavInfo(wavPath);
      const heard = await transcribe(engine, wavPath);
      const own = heard.words.map(({ text, startMs, endMs }) => ({
        text: listBareWords(text).join(" "),
        start: startMs / 1_000,
        end: endMs / 1_000,
      }));
      const words = (await align?.(wavPath, listBareWords(heard.text))) ?? own;
      sounds.push({ bytes: (await readFile(wavPath)).subarray(dataOffsetBytes), words });
    }
    return sounds;
  } finally {
    await pool.close();
  }
}
