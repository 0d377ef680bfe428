import { z } from "zod";

export interface AnswerWord {
  text: string;
  /** On the clock of the sound that was sent; null where the server gives none that can be read. */
  startMs: number | null;
  endMs: number | null;
  /** 0..1, null where the server gives none. */
  confidence: number | null;
}

export interface AnswerSegment {
  text: string;
  startMs: number;
  endMs: number;
  avgLogprob: number | null;
}

/** What a server said of a chunk, whichever of the protocol's shapes it took. */
export interface SpeechAnswer {
  text: string;
  /** As the server names it: "en", "english"; null where it does not. */
  language: string | null;
  words: AnswerWord[];
  segments: AnswerSegment[];
  /** What is paid for; null where it is not told. */
  billedSeconds: number | null;
}

/** Nobody speaks that fast in any script; a model that has fallen into a loop does. */
const mostCharsPerSecond = 60;
const charsToSpare = 500;
const mostParts = 50_000;

const clock = z.number().nullish().catch(null);
const toMs = (seconds: number | null | undefined) => (seconds == null ? null : Math.round(seconds * 1_000));

const word = z.object({
  word: z.string().max(1_000),
  start: clock,
  end: clock,
  probability: z.number().min(0).max(1).nullish().catch(null),
});
const segment = z.object({
  text: z.string(),
  start: z.number(),
  end: z.number(),
  avg_logprob: z.number().max(0).nullish().catch(null),
  words: z.array(word).max(mostParts).nullish().catch(null),
});

/** What is beside the text is taken where it is as it should be, and does without where it is not. */
const answer = z.object({
  text: z.string(),
  language: z.string().max(60).nullish().catch(null),
  words: z.array(word).max(mostParts).nullish().catch(null),
  segments: z.array(segment).max(mostParts).nullish().catch(null),
  usage: z
    .object({ type: z.literal("duration"), seconds: z.number().nonnegative().max(86_400) })
    .nullish()
    .catch(null),
});

/** @throws a plain Error that says in a few words why this is no transcription */
export function parseAnswer(body: string, sentSeconds: number): SpeechAnswer {
  const parsed = answer.safeParse(parseJson(body));
  if (!parsed.success) throw new Error("JSON without a text");
  const { data } = parsed;
  const text = clean(data.text);
  if (text.length > sentSeconds * mostCharsPerSecond + charsToSpare) {
    throw new Error(`${text.length} characters for ${Math.round(sentSeconds)} seconds of sound`);
  }
  const segments = data.segments ?? [];
  const words = data.words?.length ? data.words : segments.flatMap((each) => each.words ?? []);
  return {
    text,
    language: data.language?.trim() || null,
    words: words.flatMap((each) => {
      const spelled = clean(each.word);
      const { start, end, probability } = each;
      if (spelled === "") return [];
      return [{ text: spelled, startMs: toMs(start), endMs: toMs(end), confidence: probability ?? null }];
    }),
    segments: segments.map((each) => ({
      text: clean(each.text),
      startMs: Math.round(each.start * 1_000),
      endMs: Math.round(each.end * 1_000),
      avgLogprob: each.avg_logprob ?? null,
    })),
    billedSeconds: data.usage?.seconds ?? null,
  };
}

function parseJson(body: string): unknown {
  if (body.trim() === "") throw new Error("nothing at all");
  try {
    return JSON.parse(body);
  } catch {
    if (/^\s*<(?:!doctype|html|\?xml)/i.test(body)) throw new Error("a web page");
    throw new Error(/^\s*[{[]/.test(body) ? "JSON that breaks off" : "no JSON");
  }
}

/** One line, without what no text holds and no database takes. */
function clean(text: string): string {
  return text
    .replace(/\p{Cc}|\p{Cs}|\uFFFE|\uFFFF/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}
