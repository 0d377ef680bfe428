import { describe, expect, it } from "vitest";
import { type DiarizeWindowsInput, diarizeWindows } from "./diarize-windows";
import { planWindows, type SoundRange } from "./plan-windows";

/** Spread of voices as it was learned, some 100 directions of which the first few tell most. */
const between = Float64Array.from({ length: 100 }, (_, at) => (at < 2 ? 6 : 0.2 + 1 / (at + 1)));
const model = { between, directions: between.length };

function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Regions with the speaker of each; every window is its speaker's voice and what changes from window to window. */
function buildInput(
  spoken: { speaker: number; seconds: number; pause?: number }[],
  seed = 1,
): DiarizeWindowsInput {
  const random = createRandom(seed);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const speakers = new Map<number, Float64Array>();
  const regions: SoundRange[] = [];
  let at = 0;
  for (const { seconds, pause = 0.4 } of spoken) {
    regions.push({ start: at, end: at + Math.round(seconds * 16_000) });
    at += Math.round((seconds + pause) * 16_000);
  }
  const windows = planWindows(regions);
  const voices = new Float32Array(windows.length * between.length);
  windows.forEach(({ region }, window) => {
    const speaker = spoken[region]?.speaker ?? 0;
    if (!speakers.has(speaker))
      speakers.set(
        speaker,
        between.map((spread) => Math.sqrt(spread) * gauss()),
      );
    const voice = speakers.get(speaker) as Float64Array;
    voice.forEach((value, direction) => {
      voices[window * between.length + direction] = value + gauss();
    });
  });
  const heard = {
    voices,
    seconds: new Float32Array(windows.length).fill(1.5),
    pitchHz: new Float32Array(windows.length).fill(120),
    overlap: new Float32Array(windows.length).fill(-4),
  };
  return { regions, windows, heard, words: [], count: null, model };
}

const takeTurns = (speakers: number, turns: number, seconds: number) =>
  Array.from({ length: turns }, (_, at) => ({ speaker: at % speakers, seconds }));

const speakersOf = (input: DiarizeWindowsInput) => diarizeWindows(input).turns.map(({ speaker }) => speaker);

describe("diarizeWindows", () => {
  it("gives two who take turns their turns, numbered in order of being heard", () => {
    const input = buildInput(takeTurns(2, 8, 4));
    const { turns, voices } = diarizeWindows(input);
    expect(turns.map(({ speaker }) => speaker)).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
    expect(turns.map(({ startMs }) => startMs)).toEqual(input.regions.map(({ start }) => start / 16));
    expect(voices.map(({ speaker, seconds }) => [speaker, seconds])).toEqual([
      [0, 16],
      [1, 16],
    ]);
    for (const { embedding, pitchHz } of voices) {
      expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
      expect(pitchHz).toBe(120);
    }
  });

  it("leaves one speaker one, in one turn over short pauses", () => {
    const { turns, voices } = diarizeWindows(buildInput(takeTurns(1, 20, 5)));
    expect(turns).toHaveLength(1);
    expect(voices).toHaveLength(1);
    expect(turns[0]?.confidence).toBeGreaterThan(0.85);
  });

  it("finds ten speakers where they are said to be ten, and never more where they are not", () => {
    const turns = takeTurns(10, 60, 5);
    for (const seed of [1, 2, 3]) {
      const input = buildInput(turns, seed);
      expect(speakersOf({ ...input, count: { exactly: 10 } })).toEqual(turns.map(({ speaker }) => speaker));
      const found = new Set(speakersOf(input)).size;
      expect(found).toBeGreaterThanOrEqual(8);
      expect(found).toBeLessThanOrEqual(10);
    }
  });

  it("follows turns of one second where it is said how many speak", () => {
    for (const exactly of [2, 3]) {
      const turns = takeTurns(exactly, 60, 1);
      expect(speakersOf({ ...buildInput(turns), count: { exactly } })).toEqual(
        turns.map(({ speaker }) => speaker),
      );
    }
  });

  it("covers turns of one second, in order and without a gap in speech, whoever they are given to", () => {
    const input = buildInput(takeTurns(3, 60, 1));
    const { turns } = diarizeWindows(input);
    expect(turns.every(({ startMs }, at) => startMs >= (turns[at - 1]?.endMs ?? 0))).toBe(true);
    for (const { start, end } of input.regions) {
      expect(turns.some(({ startMs, endMs }) => startMs <= start / 16 && endMs >= end / 16)).toBe(true);
    }
  });

  it("marks where two speak at once, and says who the other is", () => {
    const input = buildInput(takeTurns(2, 8, 4));
    // In the third turn, of the first speaker, some windows have the second speaker's voice in them as well.
    const own = [...input.windows.keys()].filter((window) => input.windows[window]?.region === 2);
    const other = input.windows.findIndex(({ region }) => region === 1);
    const width = between.length;
    const { voices } = input.heard;
    for (const window of own.slice(1, 4)) {
      input.heard.overlap[window] = 6;
      for (let at = 0; at < width; at++) {
        const [mine, theirs] = [voices[window * width + at] as number, voices[other * width + at] as number];
        voices[window * width + at] = 0.6 * mine + 0.4 * theirs;
      }
    }
    const { turns, voices: described } = diarizeWindows(input);
    const marked = turns.filter(({ overlaps }) => overlaps);
    expect(marked.map(({ speaker }) => speaker)).toEqual([0, 1]);
    expect(marked[0]).toMatchObject({ startMs: marked[1]?.startMs, endMs: marked[1]?.endMs });
    expect(marked[0]?.startMs).toBeGreaterThanOrEqual(8_800);
    expect(marked[0]?.endMs).toBeLessThanOrEqual(12_800);
    expect(turns.every(({ startMs }, at) => startMs >= (turns[at - 1]?.startMs ?? 0))).toBe(true);
    // A voice is described by what it says alone.
    expect(described[0]?.seconds).toBeLessThan(16);
  });

  it("hears as many as there are said to be", () => {
    for (const exactly of [1, 2, 3, 5]) {
      const input = { ...buildInput(takeTurns(3, 24, 4)), count: { exactly } };
      expect(new Set(speakersOf(input)).size).toBe(exactly);
    }
  });

  it("hears at most as many as there are said to be, and fewer where there are fewer", () => {
    const most = (speakers: number, limit: number) =>
      new Set(speakersOf({ ...buildInput(takeTurns(speakers, 24, 4)), count: { most: limit } })).size;
    expect(most(4, 2)).toBe(2);
    expect(most(2, 6)).toBe(2);
  });

  it("is not asked for more speakers than there is speech for", () => {
    const input = { ...buildInput([{ speaker: 0, seconds: 1 }]), count: { exactly: 50 } };
    expect(diarizeWindows(input).turns).toHaveLength(1);
  });

  it("has no turns where there is no speech", () => {
    expect(diarizeWindows(buildInput([]))).toEqual({ turns: [], voices: [], isUncertain: false });
  });

  it("gives speech too short to tell voices by to one speaker, who is uncertain", () => {
    const { turns, voices, isUncertain } = diarizeWindows(buildInput([{ speaker: 0, seconds: 0.3 }]));
    expect(turns).toMatchObject([{ speaker: 0, startMs: 0, endMs: 300 }]);
    expect(turns[0]?.confidence).toBeLessThan(0.6);
    expect(voices).toMatchObject([{ speaker: 0, seconds: 0 }]);
    expect(isUncertain).toBe(true);
  });

  it("gives a word between two turns to the nearer one", () => {
    const input = buildInput([
      { speaker: 0, seconds: 6, pause: 0.3 },
      { speaker: 0, seconds: 0.3, pause: 2 },
      { speaker: 1, seconds: 6 },
    ]);
    expect(diarizeWindows(input).turns).toMatchObject([
      { speaker: 0, startMs: 0, endMs: 6600 },
      { speaker: 1, startMs: 8600, endMs: 14_600 },
    ]);
  });

  it("changes speakers between two words rather than within one", () => {
    // One region in which the second half is another voice.
    const both = buildInput([
      { speaker: 0, seconds: 8, pause: 0 },
      { speaker: 1, seconds: 8 },
    ]);
    const input = {
      ...both,
      regions: [{ start: 0, end: 256_000 }],
      windows: both.windows.map((window) => ({ ...window, region: 0 })),
      words: [
        { startMs: 7000, endMs: 7450 },
        { startMs: 7500, endMs: 8250 },
        { startMs: 8350, endMs: 9000 },
      ],
    };
    const [first, second] = diarizeWindows(input).turns;
    expect(first).toMatchObject({ speaker: 0, endMs: 8300 });
    expect(second).toMatchObject({ speaker: 1, startMs: 8300 });
  });

  it("finds the five speakers of a recording too long to compare each window with each", () => {
    const input = buildInput(takeTurns(5, 180, 10));
    expect(input.windows.length).toBeGreaterThan(3_000);
    const found = speakersOf(input);
    expect(new Set(found).size).toBe(5);
    const right = found.filter((speaker, at) => speaker === at % 5).length;
    expect(right / found.length).toBeGreaterThan(0.99);
  });
});
