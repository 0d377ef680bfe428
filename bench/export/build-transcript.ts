import type { TranscriptText } from "@/core/transcript/transcript-text";
import type { Segment } from "@/core/transcript/types";
import { createRandom } from "../create-random";

const vocabulary =
  "the a of and to in that it was he for on are with as his they at be this from have or by one had not but what all were when we there can an your which their said if do will each about how up out them then she many some so these would other into has more her two like him see time could no make than first been its who now people my made over did down only way find use may water long little very after words called just where most know".split(
    " ",
  );

/** Sentences of common words with commas and full stops, a line a sentence, three words a second; the same each time. */
export function buildTranscript(words: number): TranscriptText {
  const random = createRandom(7);
  const segments: Segment[] = [];
  let at = 0;
  for (let made = 0; made < words; ) {
    const count = Math.min(words - made, 6 + Math.floor(random() * 24));
    const startMs = at;
    const timed = Array.from({ length: count }, (_, index) => {
      const bare = vocabulary[Math.floor(random() * vocabulary.length)] as string;
      const sign = index === count - 1 ? "." : random() < 0.1 ? "," : "";
      const text = `${index === 0 ? bare[0]?.toUpperCase() + bare.slice(1) : bare}${sign}`;
      const word = { id: `${made + index}`, text, startMs: at, endMs: at + 280, confidence: 0.9 };
      at += 333;
      return word;
    });
    made += count;
    at += 400;
    const text = timed.map((word) => word.text).join(" ");
    const place = { id: `s${segments.length}`, position: segments.length };
    segments.push({ ...place, startMs, endMs: at - 400, speakerId: null, text, words: timed, revision: 0 });
  }
  return { title: "Bench", segments, speakers: [] };
}
