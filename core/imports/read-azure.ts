import { z } from "zod";
import type { ImportedLine } from "./imported-transcript";
import { type JsonReader, requireShape } from "./json-reader";
import { confidence, labelSpeakers, speakerName, words } from "./service-values";

const number = z.number().nullish();
const place = {
  offsetInTicks: number,
  durationInTicks: number,
  offsetMilliseconds: number,
  durationMilliseconds: number,
};
const word = z.looseObject({
  ...place,
  word: words.optional(),
  displayText: words.optional(),
  text: words.optional(),
  confidence,
});
const best = z.looseObject({
  display: words.optional(),
  lexical: words.optional(),
  words: z.array(word).optional(),
  displayWords: z.array(word).optional(),
});
const phrase = z.looseObject({
  ...place,
  speaker: speakerName,
  channel: speakerName,
  text: words.optional(),
  words: z.array(word).optional(),
  nBest: z.array(best).optional(),
});
const transcription = z.looseObject({
  recognizedPhrases: z.array(phrase).optional(),
  phrases: z.array(phrase).optional(),
});

type Place = { [Key in keyof typeof place]?: number | null };

/** Ticks are ten-millionths of a second. */
function toMs(ms: number | null | undefined, ticks: number | null | undefined): number {
  return Math.round(ms ?? (ticks ?? 0) / 10_000);
}

function readPlace(value: Place): { startMs: number; endMs: number } {
  const startMs = toMs(value.offsetMilliseconds, value.offsetInTicks);
  return { startMs, endMs: startMs + toMs(value.durationMilliseconds, value.durationInTicks) };
}

/** Azure Speech, batch and fast transcription
 * (https://learn.microsoft.com/azure/ai-services/speech-service/batch-transcription-get): a line a phrase, by the words as
 * they are shown where those are given; the words as they were heard lack signs and capitals. */
export const readAzure: JsonReader = {
  isOurs: (value) => "recognizedPhrases" in value || "combinedPhrases" in value,
  read(value, text) {
    const { recognizedPhrases, phrases } = requireShape(transcription, value, text, "Azure");
    const all = recognizedPhrases ?? phrases ?? [];
    const hasChannels = new Set(all.map((one) => one.channel)).size > 1;
    const lines = all.map((one): ImportedLine => {
      const said = one.nBest?.[0];
      const shown = one.text ?? said?.display ?? said?.lexical ?? "";
      const heard = said?.displayWords?.length ? said.displayWords : (one.words ?? said?.words ?? []);
      const timed = heard.map((each) => ({
        text: each.displayText ?? each.text ?? each.word ?? "",
        ...readPlace(each),
        confidence: each.confidence,
      }));
      const channel = hasChannels && one.channel !== null ? `Channel ${Number(one.channel) + 1}` : null;
      return { ...readPlace(one), speakerKey: one.speaker ?? channel, text: shown, words: timed };
    });
    return {
      format: "azure",
      title: null,
      speakers: labelSpeakers(lines.map((line) => line.speakerKey)),
      lines,
    };
  },
};
