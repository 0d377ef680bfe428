import { z } from "zod";
import { groupWords, type HeardWord } from "./group-words";
import { type JsonReader, requireShape } from "./json-reader";
import { confidence, labelSpeakers, seconds, speakerName, words } from "./service-values";

const element = z.looseObject({
  type: z.string(),
  value: words.default(""),
  ts: seconds,
  end_ts: seconds,
  confidence,
});
const transcript = z.looseObject({
  speakers: z.array(z.looseObject({ id: speakerName, name: speakerName })).optional(),
  monologues: z.array(
    z.looseObject({
      speaker: speakerName,
      speaker_info: z.looseObject({ id: speakerName, display_name: speakerName }).nullish(),
      elements: z.array(element),
    }),
  ),
});

/** Rev AI (https://docs.rev.ai/api/asynchronous/get-started/): monologues of elements; signs and spaces are elements too. */
export const readRev: JsonReader = {
  isOurs: (value) => "monologues" in value,
  read(value, text) {
    const { speakers: named = [], monologues } = requireShape(transcript, value, text, "Rev");
    const heard = monologues.flatMap((one) => {
      const said: HeardWord[] = [];
      const speakerKey = one.speaker ?? one.speaker_info?.id ?? null;
      for (const { type, value: token, ts, end_ts, confidence: share } of one.elements) {
        const last = said.at(-1);
        if (type === "text") {
          const startMs = ts ?? last?.endMs ?? 0;
          const times = { startMs, endMs: end_ts ?? startMs };
          said.push({ text: token, ...times, confidence: share, speakerKey, beginsLine: !last });
        } else if (last && token.trim() !== "") last.text += token.trim();
      }
      return said;
    });
    const lines = groupWords(heard);
    const names = new Map<string | null, string | null>([
      ...monologues.map(
        (one) =>
          [one.speaker ?? one.speaker_info?.id ?? null, one.speaker_info?.display_name ?? null] as const,
      ),
      ...named.map((one) => [one.id, one.name] as const),
    ]);
    const speakers = labelSpeakers(lines.map((line) => line.speakerKey)).map(({ key, label }) => ({
      key,
      label: names.get(key) ?? label,
    }));
    return { format: "rev", title: null, speakers, lines };
  },
};
