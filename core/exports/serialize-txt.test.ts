import { describe, expect, it } from "vitest";
import type { Segment } from "@/core/transcript/types";
import { serializeTxt } from "./serialize-txt";

function segment(text: string, startMs: number, endMs: number, speakerId: string | null = null): Segment {
  return { id: text, position: startMs, startMs, endMs, speakerId, text, words: [], revision: 0 };
}

function transcript(...segments: Segment[]) {
  return { title: "t", segments, speakers: [{ id: "p", label: "Ann\nLee", profileId: null }] };
}

describe("plain text", () => {
  it("joins what one speaker says without a long pause into a paragraph", () => {
    const text = serializeTxt(
      transcript(segment("One.", 0, 900), segment("Two.", 1_000, 2_000), segment("Three.", 9_000, 9_500)),
    );
    expect(text).toBe("One. Two.\n\nThree.\n");
  });

  it("begins a paragraph with a new speaker and names the one who has a name", () => {
    const text = serializeTxt(transcript(segment("One.", 0, 900, "p"), segment("Two.", 900, 2_000)));
    expect(text).toBe("Ann Lee: One.\n\nTwo.\n");
    expect(serializeTxt(transcript(segment("One.", 0, 900, "p")), { speakers: false })).toBe("One.\n");
  });

  it("cuts a very long paragraph, but only after a whole sentence", () => {
    const long = "x".repeat(400);
    const text = serializeTxt(
      transcript(
        segment(long, 0, 1),
        segment(long, 1, 2),
        segment("and so on.", 2, 3),
        segment("Next.", 3, 4),
      ),
    );
    expect(text).toBe(`${long} ${long} and so on.\n\nNext.\n`);
  });

  it("puts the time before each paragraph when asked", () => {
    expect(serializeTxt(transcript(segment("Late.", 3_661_999, 3_662_500)), { times: true })).toBe(
      "[01:01:01] Late.\n",
    );
  });

  it("keeps one line a paragraph, whatever is in the text, and skips empty segments", () => {
    expect(serializeTxt(transcript(segment("a\n\nb\u0000", 0, 1), segment(" \n", 1, 2)))).toBe("a b\n");
    expect(serializeTxt(transcript())).toBe("");
  });
});
