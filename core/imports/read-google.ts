import { z } from "zod";
import { groupWords, type HeardWord } from "./group-words";
import { type JsonReader, requireShape } from "./json-reader";
import { confidence, labelSpeakers, seconds, speakerName, words } from "./service-values";

const word = z.looseObject({
  word: words,
  startTime: seconds,
  endTime: seconds,
  startOffset: seconds,
  endOffset: seconds,
  confidence,
  speakerTag: speakerName,
  speakerLabel: speakerName,
});
const result = z.looseObject({
  alternatives: z
    .array(z.looseObject({ transcript: words.optional(), confidence, words: z.array(word).default([]) }))
    .default([]),
  resultEndTime: seconds,
  resultEndOffset: seconds,
});
const recognition = z.looseObject({ results: z.array(result) });

/** Google Cloud Speech-to-Text, version 1 and 2 (https://cloud.google.com/speech-to-text/docs/reference/rest): durations as
 * "1.5s", left out where they are 0. With speakers, version 1 says all words once more in its last result, and only those
 * have a speaker. */
export const readGoogle: JsonReader = {
  isOurs: ({ results, response }) => {
    const list = results ?? (response as { results?: unknown } | null | undefined)?.results;
    return (
      Array.isArray(list) &&
      list.some((one) => typeof one === "object" && one !== null && "alternatives" in one)
    );
  },
  read(value, text) {
    const { response } = value as { response?: unknown };
    const { results } = requireShape(
      response ? z.looseObject({ response: recognition }).transform((outer) => outer.response) : recognition,
      value,
      text,
      "Google",
    );
    const last = results.at(-1)?.alternatives[0]?.words ?? [];
    const isSaidAgain =
      results.length > 1 && last.some((one) => one.speakerTag !== null && one.speakerTag !== "0");
    let freeMs = 0;
    const heard = (isSaidAgain ? results.slice(-1) : results).flatMap((one): HeardWord[] => {
      const best = one.alternatives[0];
      const endMs = one.resultEndTime ?? one.resultEndOffset;
      const from = freeMs;
      if (best?.words.length) {
        return best.words.map((each, index) => {
          const startMs = each.startTime ?? each.startOffset ?? 0;
          freeMs = each.endTime ?? each.endOffset ?? startMs;
          return {
            ...{ text: each.word, startMs, endMs: freeMs, beginsLine: index === 0 },
            // 0 says that none was given.
            confidence: (each.confidence ?? best.confidence) || null,
            speakerKey: each.speakerLabel ?? (each.speakerTag === "0" ? null : each.speakerTag),
          };
        });
      }
      freeMs = Math.max(from, endMs ?? from);
      const said = best?.transcript ?? "";
      return said === ""
        ? []
        : [
            {
              text: said,
              startMs: from,
              endMs: freeMs,
              confidence: null,
              speakerKey: null,
              beginsLine: true,
            },
          ];
    });
    const lines = groupWords(heard);
    return {
      format: "google",
      title: null,
      speakers: labelSpeakers(lines.map((line) => line.speakerKey)),
      lines,
    };
  },
};
