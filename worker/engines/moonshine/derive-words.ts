import type { TimedWord } from "@/core/transcript/types";
import type { SampleRange } from "../engine";
import { SAMPLE_RATE } from "../engine";
import { deriveTokenFrames } from "./derive-token-frames";
import { groupWords, type TokenWord } from "./group-words";
import type { Decoding } from "./moonshine-session";

/** A word shorter than this is lengthened where the next one leaves room: nobody could see it light up. */
const shortestWordMs = 40;

/** No two words begin nearer to each other, where the sound has room. */
const leastApartMs = 20;

/** A part of a word below this share of its largest lies in another word's breath. */
const leastShare = 1 / 3;

/** Words of a decoding with times in milliseconds from the start of the decoded sound, in order and not
 * overlapping, none reaching into a pause at its ends. Confidence is the geometric mean of the probabilities of
 * the tokens that spell the word, punctuation left out.
 * @param totalSamples length of the decoded sound
 * @param voice where there is a voice, in samples from the start of the decoded sound
 * @param lateSamples by how much the attention lags behind the sound
 * @param grouped the words that the tokens spell, where they are known */
export function deriveWords(
  decoding: Decoding,
  heads: number,
  totalSamples: number,
  voice: SampleRange[],
  lateSamples = 0,
  grouped: TokenWord[] = groupWords(decoding.tokens),
): TimedWord[] {
  if (decoding.tokens.length === 0) return [];
  const { samplesPerFrame } = decoding;
  const wordStarts = new Set(grouped.map(({ firstToken }) => firstToken)).add(decoding.tokens.length);
  const middleOf = (frame: number) => (frame + 0.5) * samplesPerFrame;
  const { heard, followsPause, starts } = deriveTokenFrames(decoding.attention, heads, decoding.frames, {
    hasVoice: (frame) => voice.some(({ start, end }) => start <= middleOf(frame) && middleOf(frame) < end),
    beginsWord: (row) => wordStarts.has(row),
  });
  const clamp = (sample: number) => Math.min(totalSamples, Math.max(0, sample));
  /** The end of what was heard for a row that is not there. */
  const positionOf = (token: number) => starts[token] ?? heard.length;
  const voiceAround = (at: number) => {
    const middle = middleOf(heard[at] ?? decoding.frames);
    return voice.find(({ start, end }) => start <= middle && middle < end);
  };
  // Where the voice itself begins or ends is known better than the attention tells.
  const startAt = (at: number) => {
    const opened = at === 0 || followsPause[at] ? voiceAround(at)?.start : undefined;
    return opened ?? clamp((heard[at] ?? decoding.frames) * samplesPerFrame - lateSamples);
  };
  const endAt = (at: number) => {
    const closed = at === heard.length || followsPause[at] ? voiceAround(at - 1)?.end : undefined;
    return closed ?? clamp(((heard[at - 1] ?? -1) + 1) * samplesPerFrame - lateSamples);
  };
  const words = grouped.map(({ text, firstToken, endToken, spelling }) => {
    const start = startAt(Math.min(positionOf(firstToken), heard.length - 1));
    const end = Math.max(start, endAt(positionOf(endToken)));
    const confidence = deriveConfidence(spelling.map((token) => decoding.logprobs[token] ?? 0));
    return { text, confidence, ...snapToVoice({ start, end }, voice) };
  });
  const toMs = (sample: number) => Math.round((sample * 1000) / SAMPLE_RATE);
  const totalMs = toMs(totalSamples);
  const startsMs = spaceOut(
    words.map(({ start }) => toMs(start)),
    totalMs,
  );
  return words.map(({ text, confidence, end }, at) => {
    const startMs = startsMs[at] as number;
    const roomEndMs = startsMs[at + 1] ?? totalMs;
    return {
      text,
      startMs,
      endMs: Math.min(roomEndMs, Math.max(toMs(end), startMs + shortestWordMs)),
      confidence,
    };
  });
}

/** Times that rise, each a little after the one before and all a little before the end: words that share a frame, or were
 * not said at all, take up a moment each. */
function spaceOut(times: number[], endMs: number): number[] {
  const least = Math.min(leastApartMs, Math.floor(endMs / (times.length + 1)));
  const spaced: number[] = [];
  for (const [at, time] of times.entries()) {
    const latest = endMs - (times.length - at) * least;
    spaced.push(Math.min(latest, Math.max(time, (spaced[at - 1] ?? -least) + least)));
  }
  return spaced;
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
