import type { TranscriptText } from "@/core/transcript/transcript-text";
import type { Segment } from "@/core/transcript/types";

function say(id: string, position: number, startMs: number, speakerId: string | null, text: string): Segment {
  const tokens = text.split(" ");
  const words = tokens.map((token, index) => ({
    id: `${id}-${index}`,
    text: token,
    startMs: startMs + index * 320,
    endMs: startMs + index * 320 + 280,
    confidence: index % 2 === 0 ? 0.97 : null,
  }));
  return {
    id,
    position,
    startMs,
    endMs: words.at(-1)?.endMs ?? startMs,
    speakerId,
    text,
    words,
    revision: 0,
  };
}

/** A small conversation with everything that a format has to survive; the golden files beside it are made of it. */
export const ferry: TranscriptText = {
  title: "Ferry <test> & more",
  speakers: [
    { id: "p1", label: "Helen", profileId: 7 },
    { id: "p2", label: "A & B <i>", profileId: null },
  ],
  segments: [
    say(
      "s1",
      1,
      500,
      "p1",
      "The last boat back to the mainland leaves at a quarter to six, and if you miss it, you will have to spend the night on the island.",
    ),
    say("s2", 2, 10_000, "p2", "Really?"),
    say("s3", 3, 10_600, "p2", "You said 1 < 2 --> <b>true</b> & {\\an8}so on."),
    { ...say("s4", 4, 20_000, null, "Typed by hand, without a single word time."), endMs: 26_000, words: [] },
  ],
};
