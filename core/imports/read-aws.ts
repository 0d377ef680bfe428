import { z } from "zod";
import { groupWords, type HeardWord } from "./group-words";
import { type JsonReader, requireShape } from "./json-reader";
import { confidence, labelSpeakers, seconds, speakerName, words } from "./service-values";

const item = z.looseObject({
  type: z.enum(["pronunciation", "punctuation"]),
  start_time: seconds,
  end_time: seconds,
  alternatives: z.array(z.looseObject({ content: words, confidence })),
  speaker_label: speakerName,
  channel_label: speakerName,
});
const turn = z.looseObject({
  speaker_label: speakerName,
  items: z.array(z.looseObject({ start_time: seconds, speaker_label: speakerName })).default([]),
});
const job = z.looseObject({
  jobName: words.optional(),
  results: z.looseObject({
    items: z.array(item),
    speaker_labels: z.looseObject({ segments: z.array(turn).default([]) }).nullish(),
  }),
});

/** The file of an Amazon Transcribe job (https://docs.aws.amazon.com/transcribe/latest/dg/how-input.html): times are text,
 * signs are items of their own that belong to the word before; who speaks stands at the item or in a list beside. */
export const readAws: JsonReader = {
  isOurs: ({ results }) => typeof results === "object" && results !== null && "items" in results,
  read(value, text) {
    const { jobName, results } = requireShape(job, value, text, "Amazon Transcribe");
    const turns = results.speaker_labels?.segments ?? [];
    const speakerAt = new Map(
      turns.flatMap((one) =>
        one.items.map((each) => [each.start_time, each.speaker_label ?? one.speaker_label]),
      ),
    );
    const heard: HeardWord[] = [];
    for (const { type, start_time, end_time, alternatives, speaker_label, channel_label } of results.items) {
      const best = alternatives[0];
      if (!best) continue;
      const last = heard.at(-1);
      if (type === "punctuation") {
        if (last) last.text += best.content;
        continue;
      }
      const startMs = start_time ?? last?.endMs ?? 0;
      heard.push({
        ...{ text: best.content, startMs, endMs: end_time ?? startMs, confidence: best.confidence },
        speakerKey: speaker_label ?? speakerAt.get(start_time) ?? channel_label,
      });
    }
    const lines = groupWords(heard);
    const speakers = labelSpeakers(lines.map((line) => line.speakerKey));
    return { format: "aws", title: jobName ?? null, speakers, lines };
  },
};
