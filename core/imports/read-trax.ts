import { parseJson } from "@/core/subtitles/parse-json";
import type { JsonReader } from "./json-reader";

/** Our own file, word for word. */
export const readTrax: JsonReader = {
  isOurs: (value) => value.format === "trax",
  read(_, text) {
    const { title, speakers, segments } = parseJson(text);
    return {
      format: "trax",
      title: title === "" ? null : title,
      speakers: speakers.map(({ id, label }) => ({ key: id, label })),
      lines: segments.map(({ startMs, endMs, speakerId, text: said, words }) => ({
        ...{ startMs, endMs, text: said, words },
        speakerKey: speakerId,
      })),
    };
  },
};
