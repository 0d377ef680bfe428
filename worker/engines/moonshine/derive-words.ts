import type { TimedWord } from "@/core/transcript/types";
import type { SampleRange } from "../engine";
import { SAMPLE_RATE } from "../engine";
import { deriveTokenFrames } from "./derive-token-frames";
import { groupWords } from "./group-words";
import type { Decoding } from "./moonshine-session";

/** A word shorter than this is lengthened where the next one leaves room: nobody could see it light up. */
const shortestWordMs = 40;

/** A part of a word below this share of its largest lies in another word's breath. */
const leastShare = 1 / 3;

/** Words of a decoding with times in milliseconds from the start of the decoded sound, in order and not
 * overlapping, none reaching into a pause at its ends. Confidence is the geometric mean of the probabilities of
 * the tokens that spell the word, punctuation left out.
 * @param totalSamples length of the decoded sound
 * @param voice where there is a voice, in samples from the start of the decoded sound */
export function deriveWords(
  decoding: Decoding,
  heads: number,
  totalSamples: number,
  voice: SampleRange[],
): TimedWord[] {
  if (decoding.tokens.length === 0) return [];
  const frames = deriveTokenFrames(decoding.attention, heads, decoding.frames);
  const sampleAt = (token: number) =>
    Math.min(totalSamples, (frames[token] ?? decoding.frames) * decoding.samplesPerFrame);
  const words = groupWords(decoding.tokens).map(({ text, firstToken, endToken, spelling }) => ({
    text,
    confidence: deriveConfidence(spelling.map((token) => decoding.logprobs[token] ?? 0)),
    ...snapToVoice({ start: sampleAt(firstToken), end: sampleAt(endToken) }, voice),
  }));
  const toMs = (sample: number) => Math.round((sample * 1000) / SAMPLE_RATE);
  let previousEndMs = 0;
  return words.map(({ text, confidence, start, end }, at) => {
    const startMs = Math.max(toMs(start), previousEndMs);
    const roomEndMs = Math.max(startMs, toMs(words[at + 1]?.start ?? totalSamples));
    const endMs = Math.min(roomEndMs, Math.max(toMs(end), startMs + shortestWordMs));
    previousEndMs = endMs;
    return { text, startMs, endMs, confidence };
  });
}

function snapToVoice(word: SampleRange, voice: SampleRange[]): SampleRange {
  const parts = voice
    .map(({ start, end }) => ({ start: Math.max(start, word.start), end: Math.min(end, word.end) }))
    .filter(({ start, end }) => end > start);
  const largest = Math.max(...parts.map(({ start, end }) => end - start));
  const heard = parts.filter(({ start, end }) => end - start >= largest * leastShare);
  return { start: heard[0]?.start ?? word.start, end: heard.at(-1)?.end ?? word.end };
}

function deriveConfidence(logprobs: number[]): number {
  const mean = logprobs.reduce((sum, value) => sum + value, 0) / Math.max(1, logprobs.length);
  return Math.round(Math.exp(mean) * 1000) / 1000;
}
