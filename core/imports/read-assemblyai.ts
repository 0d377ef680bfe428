import { z } from "zod";
import { groupWords, type HeardWord } from "./group-words";
import { type JsonReader, requireShape } from "./json-reader";
import { confidence, labelSpeakers, speakerName, words } from "./service-values";

const ms = z.number().transform(Math.round);
const word = z.looseObject({ text: words, start: ms, end: ms, confidence, speaker: speakerName });
const transcript = z.looseObject({
  words: z.array(word).nullish(),
  utterances: z.array(z.looseObject({ speaker: speakerName, words: z.array(word) })).nullish(),
});

/** A transcript of AssemblyAI (https://www.assemblyai.com/docs/api-reference/transcripts/get): milliseconds, signs on the
 * words; by utterances where the speakers were asked for. */
export const readAssemblyai: JsonReader = {
  isOurs: (value) =>
    "audio_url" in value ||
    "audio_duration" in value ||
    ("utterances" in value && "words" in value) ||
    "acoustic_model" in value,
  read(value, text) {
    const { words: all, utterances } = requireShape(transcript, value, text, "AssemblyAI");
    const phrases: (z.infer<typeof word> & { beginsLine?: boolean })[] = utterances?.length
      ? utterances.flatMap((one) =>
          one.words.map((each, index) => ({
            ...each,
            speaker: each.speaker ?? one.speaker,
            beginsLine: index === 0,
          })),
        )
      : (all ?? []);
    const heard = phrases.map(
      (one): HeardWord => ({
        ...{ text: one.text, startMs: one.start, endMs: one.end, confidence: one.confidence },
        ...{ speakerKey: one.speaker, beginsLine: one.beginsLine ?? false },
      }),
    );
    const lines = groupWords(heard);
    return {
      format: "assemblyai",
      title: null,
      speakers: labelSpeakers(lines.map((line) => line.speakerKey)),
      lines,
    };
  },
};
