import type { TimedWord } from "@/core/transcript/types";
import type { AnswerWord, SpeechAnswer } from "./parse-answer";
import { clipStretches, type Stretch, spreadWords } from "./spread-words";

export interface TimedAnswer {
  words: TimedWord[];
  times: "heard" | "estimated";
}

/** A word shorter than this is lengthened where the next one leaves room: nobody could see it light up. */
const shortestWordMs = 40;
/** Servers round, and some let the last word end a little behind the sound. */
const slackMs = 1_000;
/** Of words whose times are of no use so many are put up with; where there are more, none is believed. */
const mostWrongShare = 0.2;

/** What can be found out about the sound of a chunk, in milliseconds from its start. */
export interface ChunkSound {
  findVoice(): Promise<Stretch[]>;
  /** Where given words are said; null where that cannot be told. */
  align(words: string[]): Promise<TimedWord[] | null>;
}

/** Words of an answer with times in milliseconds from the start of the chunk, in order, not overlapping, within it: the
 * server's own where they can be believed, else those of our own alignment, else spread over its lines, else over the
 * whole. Looks at the sound only when it has to. */
export async function timeAnswer(
  answer: SpeechAnswer,
  chunkMs: number,
  sound: ChunkSound,
): Promise<TimedAnswer> {
  const whole = { startMs: 0, endMs: chunkMs };
  if (answer.text === "") return { words: [], times: "heard" };
  if (areBelievable(answer, chunkMs)) {
    return { words: orderWords(punctuate(answer), chunkMs), times: "heard" };
  }
  const aligned = await sound.align(splitText(answer.text));
  if (aligned) return { words: orderWords(aligned, chunkMs), times: "heard" };
  const voice = clipStretches(await sound.findVoice(), whole);
  const lines = listLines(answer, chunkMs);
  const words = lines
    ? lines.flatMap(({ text, ...span }) => spreadWords(splitText(text), clipStretches(voice, span)))
    : spreadWords(splitText(answer.text), voice);
  return { words: orderWords(words, chunkMs), times: "estimated" };
}

/** Words as they stand between spaces. A script without spaces is cut behind its punctuation: one word as long as a
 * sentence could be neither clicked nor laid out. */
export function splitText(text: string): string[] {
  return text.match(/[^\s。！？、，；：…]+[。！？、，；：…]*|[。！？、，；：…]+/gu) ?? [];
}

function areBelievable({ words, text }: SpeechAnswer, chunkMs: number): boolean {
  if (words.length === 0) return false;
  const spelled = words.reduce((sum, word) => sum + spell(word.text).length, 0);
  if (spelled < spell(text).length / 2) return false;
  let clockMs = 0;
  const wrong = words.filter(({ startMs, endMs }) => {
    if (startMs === null || endMs === null || endMs < startMs) return true;
    if (startMs < -slackMs || endMs > chunkMs + slackMs || startMs < clockMs - slackMs) return true;
    clockMs = Math.max(clockMs, startMs);
    return false;
  });
  return wrong.length <= words.length * mostWrongShare;
}

/** Servers give words bare and the text with its punctuation and capitals. Where both spell the same, the text's words
 * take the times of the letters that they are made of; where they do not, the words stay as they are. */
function punctuate({ words, text }: SpeechAnswer): AnswerWord[] {
  const letters = words.flatMap((word, at) => Array.from(spell(word.text), (letter) => ({ letter, at })));
  if (letters.map(({ letter }) => letter).join("") !== spell(text)) return words;
  let next = 0;
  /** A dash or a quotation mark before the first word. */
  let opening = "";
  const dressed: AnswerWord[] = [];
  for (const token of splitText(text)) {
    const count = Array.from(spell(token)).length;
    const last = dressed.at(-1);
    if (count === 0) {
      // A dash between two words goes with the one before.
      if (last) last.text = `${last.text} ${token}`;
      else opening += `${token} `;
      continue;
    }
    const from = words[letters[next]?.at ?? -1];
    const to = words[letters[next + count - 1]?.at ?? -1];
    next += count;
    dressed.push({
      text: dressed.length === 0 ? opening + token : token,
      startMs: from?.startMs ?? null,
      endMs: to?.endMs ?? null,
      confidence:
        from?.confidence == null || to?.confidence == null ? null : Math.min(from.confidence, to.confidence),
    });
  }
  return dressed.length > 0 ? dressed : words;
}

function spell(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]/gu, "");
}

/** Lines of the answer that lie within the chunk, in order, and have all of its text; null where they do not. */
function listLines({ segments, text }: SpeechAnswer, chunkMs: number) {
  if (spell(segments.map((each) => each.text).join("")) !== spell(text)) return null;
  let clockMs = 0;
  const lines: (Stretch & { text: string })[] = [];
  for (const { text: line, startMs, endMs } of segments) {
    if (line === "") continue;
    if (startMs < clockMs - slackMs || endMs <= startMs || endMs > chunkMs + slackMs) return null;
    const from = Math.min(chunkMs, Math.max(clockMs, startMs));
    clockMs = Math.min(chunkMs, Math.max(from, endMs));
    lines.push({ text: line, startMs: from, endMs: clockMs });
  }
  return lines.length > 0 ? lines : null;
}

/** Every word begins where the one before has ended, or later, and none leaves the chunk. */
function orderWords(words: readonly AnswerWord[], chunkMs: number): TimedWord[] {
  const starts = words.map(({ startMs }) => startMs);
  let clockMs = 0;
  return words.map(({ text, startMs, endMs, confidence }, at) => {
    const from = Math.min(chunkMs, Math.max(clockMs, startMs ?? clockMs));
    const nextMs = starts.slice(at + 1, at + 4).find((ms) => ms !== null);
    const roomMs = Math.min(chunkMs, Math.max(from, nextMs ?? chunkMs));
    clockMs = Math.min(roomMs, Math.max(from + shortestWordMs, endMs ?? roomMs));
    return { text, startMs: from, endMs: clockMs, confidence };
  });
}
