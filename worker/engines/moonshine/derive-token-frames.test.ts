import { describe, expect, it } from "vitest";
import { deriveTokenFrames } from "./derive-token-frames";

/** Attention of `heads` heads in which token n looks at `[starts[n], starts[n + 1])`. */
function buildAttention(starts: number[], frames: number, heads: number): Float32Array[] {
  return starts.map((start, at) => {
    const end = starts[at + 1] ?? frames;
    return Float32Array.from({ length: heads * frames }, (_, position) => {
      const frame = position % frames;
      return frame >= start && frame < end ? 0.9 : 0.01;
    });
  });
}

describe("deriveTokenFrames", () => {
  it("finds where the attention moves on", () => {
    const starts = [0, 12, 40, 55, 90];
    expect([...deriveTokenFrames(buildAttention(starts, 120, 3), 3, 120).starts]).toEqual(starts);
  });

  it("is not thrown off by one head that looks elsewhere for a moment", () => {
    const starts = [0, 30, 60];
    const attention = buildAttention(starts, 100, 4);
    attention[0]?.fill(0.9, 80, 83);
    expect([...deriveTokenFrames(attention, 4, 100).starts]).toEqual(starts);
  });

  it("never goes back, even with more tokens than frames", () => {
    const attention = Array.from({ length: 30 }, (_, row) =>
      Float32Array.from({ length: 20 }, (_, at) => ((row * 7 + at * 13) % 11) / 11),
    );
    const frames = [...deriveTokenFrames(attention, 2, 10).starts];
    expect(frames).toEqual([...frames].sort((a, b) => a - b));
    expect(frames).toHaveLength(30);
  });

  it("begins a word behind a pause that lies near, and gives no frame of the pause to anybody", () => {
    const { starts, heard, followsPause } = deriveTokenFrames(buildAttention([0, 30, 60], 100, 2), 2, 100, {
      hasVoice: (frame) => frame < 34 || frame >= 50,
      beginsWord: () => true,
    });
    expect(heard[starts[1] as number]).toBe(50);
    expect(followsPause[starts[1] as number]).toBe(true);
    expect(heard).not.toContain(40);
    expect(heard[starts[2] as number]).toBe(60);
  });

  it("looks at all of a sound in which no voice was found", () => {
    const steering = { hasVoice: () => false, beginsWord: () => true };
    expect([...deriveTokenFrames(buildAttention([0, 30], 60, 1), 1, 60, steering).starts]).toEqual([0, 30]);
  });
});
