import type { EarlierSpeakers } from "@/core/diarization/place-speakers";
import { diarizationContent } from "./result-schema";

/** What a diarization made of a document, as its result tells; null where it tells nothing. */
export function readEarlierSpeakers(stored: unknown): EarlierSpeakers | null {
  const content = diarizationContent.safeParse(stored).data;
  if (!content?.turns || !content.voices) return null;
  const numbers = new Map(content.voices.map(({ speaker }, index) => [speaker, index]));
  return {
    turns: content.turns.flatMap(({ speaker: name, start, end }) => {
      const speaker = numbers.get(name);
      if (speaker === undefined) return [];
      return [{ speaker, startMs: Math.round(start * 1000), endMs: Math.round(end * 1000) }];
    }),
    speakerIds: new Map(
      content.voices.flatMap(({ speakerId }, index) =>
        speakerId === undefined ? [] : [[index, speakerId] as const],
      ),
    ),
  };
}
