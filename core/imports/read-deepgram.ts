import { z } from "zod";
import { groupWords } from "./group-words";
import { type JsonReader, requireShape } from "./json-reader";
import { confidence, labelSpeakers, seconds, speakerName, words } from "./service-values";

const word = z.looseObject({
  word: words,
  punctuated_word: words.optional(),
  start: seconds,
  end: seconds,
  confidence,
  speaker: speakerName,
});
const answer = z.looseObject({
  results: z.looseObject({
    channels: z.array(
      z.looseObject({ alternatives: z.array(z.looseObject({ words: z.array(word).default([]) })) }),
    ),
  }),
});

/** Deepgram's answer to a recording (https://developers.deepgram.com/reference/listen-file): the best hearing of each
 * channel; of several channels each is a speaker where none is named. */
export const readDeepgram: JsonReader = {
  isOurs: ({ results }) => typeof results === "object" && results !== null && "channels" in results,
  read(value, text) {
    const { channels } = requireShape(answer, value, text, "Deepgram").results;
    const heard = channels.map(({ alternatives }, channel) =>
      (alternatives[0]?.words ?? []).map((one) => ({
        text: one.punctuated_word ?? one.word,
        startMs: one.start ?? 0,
        endMs: one.end ?? one.start ?? 0,
        confidence: one.confidence,
        speakerKey: one.speaker ?? (channels.length > 1 ? `Channel ${channel + 1}` : null),
      })),
    );
    const lines = heard.flatMap(groupWords).sort((a, b) => a.startMs - b.startMs);
    return {
      format: "deepgram",
      title: null,
      speakers: labelSpeakers(lines.map((line) => line.speakerKey)),
      lines,
    };
  },
};
