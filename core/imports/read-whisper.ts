import { z } from "zod";
import { normalizeText } from "@/core/transcript/normalize-text";
import type { ImportedLine, ImportedWord } from "./imported-transcript";
import { type JsonReader, requireShape } from "./json-reader";
import { confidence, labelSpeakers, seconds, speakerName, words } from "./service-values";

const word = z.looseObject({
  word: words,
  start: seconds,
  end: seconds,
  probability: confidence,
  score: confidence,
});
const segment = z.looseObject({
  start: seconds,
  end: seconds,
  text: words,
  speaker: speakerName,
  words: z.array(word).nullish(),
});
const whisper = z.looseObject({ segments: z.array(segment), words: z.array(word).nullish() });

const ms = z.number().transform(Math.round);
const whisperCpp = z.looseObject({
  transcription: z.array(z.looseObject({ offsets: z.looseObject({ from: ms, to: ms }), text: words })),
});

/** What Whisper and its relatives write: `segments` in seconds with words in them (openai-whisper, faster-whisper, WhisperX)
 * or beside them (OpenAI's verbose_json), or whisper.cpp's `transcription` in milliseconds. */
export const readWhisper: JsonReader = {
  isOurs: (value) => Array.isArray(value.segments) || Array.isArray(value.transcription),
  read(value, text) {
    if (!("segments" in (value as object))) {
      const { transcription } = requireShape(whisperCpp, value, text, "whisper.cpp");
      const lines = transcription.map(
        (one): ImportedLine => ({
          ...{ startMs: one.offsets.from, endMs: one.offsets.to, text: one.text },
          ...{ speakerKey: null, words: [] },
        }),
      );
      return { format: "whisper", title: null, speakers: [], lines };
    }
    const { segments, words: beside } = requireShape(whisper, value, text, "Whisper");
    let at = 0;
    const lines = segments.map((one): ImportedLine => {
      const startMs = one.start ?? 0;
      const endMs = one.end ?? startMs;
      let own = one.words ?? [];
      if (!one.words && beside) {
        const from = at;
        while (at < beside.length && (beside[at]?.start ?? 0) < endMs) at += 1;
        own = beside.slice(from, at);
      }
      return {
        startMs,
        endMs,
        speakerKey: one.speaker,
        text: one.text,
        words: matchWords(own, one.text, startMs),
      };
    });
    return {
      format: "whisper",
      title: null,
      speakers: labelSpeakers(lines.map((line) => line.speakerKey)),
      lines,
    };
  },
};

/** Words that make up the text; signs that Whisper splits off go to the word they stand at. OpenAI's words lack signs, so
 * the tokens of the text are taken where there are as many. */
function matchWords(heard: z.infer<typeof word>[], text: string, startMs: number): ImportedWord[] {
  const tokens = normalizeText(text)
    .split(" ")
    .filter((token) => token !== "");
  let freeMs = startMs;
  const timed: ImportedWord[] = [];
  for (const one of heard) {
    const from = one.start ?? freeMs;
    freeMs = one.end ?? from;
    const last = timed.at(-1);
    // Whisper's own words begin with a space; a piece without one goes on with the word before.
    const goesOn = last !== undefined && !/^\s/.test(one.word) && heard.some((each) => /^\s/.test(each.word));
    if (goesOn) {
      last.text += one.word;
      last.endMs = freeMs;
    } else {
      timed.push({ text: one.word, startMs: from, endMs: freeMs, confidence: one.probability ?? one.score });
    }
  }
  if (timed.length !== tokens.length) return timed;
  return timed.map((one, index) => ({ ...one, text: tokens[index] as string }));
}
