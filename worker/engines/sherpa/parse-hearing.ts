import { z } from "zod";
import type { SpeechModel } from "@/core/speech/speech-models";
import { findLanguage } from "@/core/transcript/find-language";
import type { ChunkStop } from "../engine";
import type { AnswerWord, SpeechAnswer } from "../openai/parse-answer";
import { cutLoop } from "./cut-loop";

/** Where a model gives starts alone, a word ends with the next one's start, or so much after its own last piece: what
 * follows is a pause. */
const longestPieceMs = 400;
/** Nobody speaks that fast in any script. */
const mostCharsPerSecond = 60;
const charsToSpare = 500;

const numbers = z.array(z.number().nullable()).nullish().catch(null);
const texts = z.array(z.string()).nullish().catch(null);
const hearing = z.object({
  text: z.string(),
  lang: z.string().nullish().catch(null),
  tokens: texts,
  timestamps: numbers,
  durations: numbers,
  ys_log_probs: numbers,
  segment_texts: texts,
  segment_timestamps: numbers,
  segment_durations: numbers,
});

export interface Hearing {
  answer: SpeechAnswer;
  stopped: ChunkStop;
  /** Mean over the pieces of the text; null where the model gives none. */
  avgLogprob: number | null;
  /** How many pieces it wrote, those that tell times included. */
  pieces: number;
}

/** What the recogniser said of a stretch of sound, with whatever times and probabilities the model gives.
 * @throws when it is no such thing, or more than anybody says */
export function parseHearing(
  given: unknown,
  { languages }: Pick<SpeechModel, "languages">,
  seconds: number,
): Hearing {
  const raw = hearing.parse(given);
  const whole = clean(raw.text);
  if (whole.length > seconds * mostCharsPerSecond + charsToSpare) {
    throw new Error(`${whole.length} characters for ${Math.round(seconds)} seconds of sound`);
  }
  const { text, isCut } = cutLoop(whole);
  return {
    answer: {
      text,
      language: findHeardLanguage(raw.lang, languages),
      words: isCut ? [] : listWords(raw),
      segments: isCut ? [] : listSegments(raw),
      billedSeconds: null,
    },
    stopped: isCut ? "loop" : "end",
    avgLogprob: deriveMean(raw.ys_log_probs ?? []),
    pieces: (raw.tokens?.length ?? 0) + 2 * (raw.segment_texts?.length ?? 0),
  };
}

/** "en", or "<|en|>". */
function findHeardLanguage(lang: string | null | undefined, known: readonly string[]): string | null {
  const bare = (lang ?? "").replace(/[^a-z-]/gi, "");
  return bare === "" ? null : findLanguage(bare, known);
}

/** Pieces with times, joined to words where a piece begins one. */
function listWords({ tokens, timestamps, durations, ys_log_probs: logprobs }: z.infer<typeof hearing>) {
  if (!tokens || !timestamps || tokens.length === 0 || timestamps.length !== tokens.length) return [];
  const words: (AnswerWord & { logprobs: (number | null)[] })[] = [];
  tokens.forEach((token, at) => {
    const startMs = toMs(timestamps[at]);
    const length = toMs(durations?.[at]);
    const nextMs = toMs(timestamps[at + 1]);
    const endMs =
      startMs === null
        ? null
        : length
          ? startMs + length
          : Math.min(nextMs ?? Number.POSITIVE_INFINITY, startMs + longestPieceMs);
    const spelled = clean(token.replaceAll("▁", " "));
    const begins = /^[\s▁]|^\p{Script=Han}|^\p{Script=Hiragana}|^\p{Script=Katakana}/u.test(token);
    const last = words.at(-1);
    const logprob = logprobs?.[at] ?? null;
    if (last && !begins) {
      last.text += spelled;
      last.endMs = endMs;
      last.logprobs.push(logprob);
    } else {
      words.push({ text: spelled, startMs, endMs, confidence: null, logprobs: [logprob] });
    }
  });
  return words
    .filter(({ text }) => text !== "")
    .map(({ logprobs: each, ...word }) => {
      const mean = deriveMean(each);
      return { ...word, confidence: mean === null ? null : Math.round(Math.exp(mean) * 1_000) / 1_000 };
    });
}

function listSegments({
  segment_texts: lines,
  segment_timestamps: starts,
  segment_durations: lengths,
}: z.infer<typeof hearing>) {
  if (!lines || starts?.length !== lines.length || lengths?.length !== lines.length) return [];
  return lines.flatMap((line, at) => {
    const startMs = toMs(starts[at]);
    const lengthMs = toMs(lengths[at]);
    if (startMs === null || lengthMs === null) return [];
    return [{ text: clean(line), startMs, endMs: startMs + lengthMs, avgLogprob: null }];
  });
}

const toMs = (seconds: number | null | undefined) => (seconds == null ? null : Math.round(seconds * 1_000));

/** Null where one is missing or above what a probability can be. */
function deriveMean(logprobs: readonly (number | null)[]): number | null {
  if (logprobs.length === 0) return null;
  let sum = 0;
  for (const each of logprobs) {
    if (each === null || each > 1e-4) return null;
    sum += Math.min(0, each);
  }
  return sum / logprobs.length;
}

/** One line, without what no text holds and no database takes. */
function clean(text: string): string {
  return text
    .replace(/\p{Cc}|\p{Cs}|\uFFFD|\uFFFE|\uFFFF/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}
