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

/** A stretch that the server gives to a speaker, on the clock of the sound that was sent; not yet looked at. */
export interface AnswerTurn {
  speaker: string;
  startMs: number;
  endMs: number;
}

/** What a server said of a chunk, whichever of the protocol's shapes it took. */
export interface SpeechAnswer {
  text: string;
  /** As the server names it: "en", "english"; null where it does not. */
  language: string | null;
  words: AnswerWord[];
  segments: AnswerSegment[];
  /** Left out: it tells no speakers apart. */
  turns?: AnswerTurn[];
  /** What is paid for; null where it is not told. */
  billedSeconds: number | null;
}

/** Nobody speaks that fast in any script; a model that has fallen into a loop does. */
const mostCharsPerSecond = 60;
const charsToSpare = 500;
const mostParts = 50_000;
/** Nobody takes turns that often in the minutes of a chunk. */
const mostTurns = 2_000;
const longestSpeaker = 100;

const clock = z.number().nullish().catch(null);
const toMs = (seconds: number | null | undefined) => (seconds == null ? null : Math.round(seconds * 1_000));

/** Some servers number them. */
const speaker = z.union([z.string(), z.number().int()]).nullish().catch(null);

const word = z.object({
  word: z.string().max(1_000),
  start: clock,
  end: clock,
  probability: z.number().min(0).max(1).nullish().catch(null),
  speaker,
});
const segment = z.object({
  text: z.string(),
  start: z.number(),
  end: z.number(),
  avg_logprob: z.number().max(0).nullish().catch(null),
  words: z.array(word).max(mostParts).nullish().catch(null),
  speaker,
});
type GivenPart = Pick<z.infer<typeof word>, "start" | "end" | "speaker">;

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
  const turns = readTurns(words, segments);
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
    ...(turns.length > 0 && { turns }),
    billedSeconds: data.usage?.seconds ?? null,
  };
}

/** By the words where they have speakers and times, as a line may be of two; else by the lines. */
function readTurns(words: readonly GivenPart[], segments: readonly GivenPart[]): AnswerTurn[] {
  const ofWords = listSpoken(words);
  return ofWords.length > 0 ? ofWords : listSpoken(segments);
}

function listSpoken(parts: readonly GivenPart[]): AnswerTurn[] {
  const turns: AnswerTurn[] = [];
  for (const { start, end, speaker: given } of parts) {
    const name = given == null ? "" : clean(String(given).slice(0, longestSpeaker));
    if (start == null || end == null || name === "") continue;
    const startMs = Math.round(start * 1_000);
    const endMs = Math.round(end * 1_000);
    const last = turns.at(-1);
    if (last?.speaker === name && startMs >= last.startMs && startMs <= last.endMs + 1_000) {
      last.endMs = Math.max(last.endMs, endMs);
    } else if (turns.length < mostTurns) turns.push({ speaker: name, startMs, endMs });
  }
  return turns;
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
