import { describe, expect, it } from "vitest";
import { MendReport } from "@/core/subtitles/mend-report";
import { readJsonFile } from "./read-json-file";

const read = (value: unknown) => readJsonFile(JSON.stringify(value), new MendReport());
const brief = (value: unknown) => {
  const { format, speakers, lines } = read(value);
  return {
    format,
    speakers: speakers.map(({ label }) => label),
    lines: lines.map(({ startMs, endMs, speakerKey, text, words }) => [
      ...[startMs, endMs, speakerKey, text],
      words.map((word) => [word.text, word.startMs, word.endMs, word.confidence]),
    ]),
  };
};

describe("the JSON of services", () => {
  it("Deepgram's is read by its shown words, channel by channel", () => {
    const word = (text: string, start: number, speaker?: number) => ({
      ...{ word: text.toLowerCase().replace(/\W/g, ""), punctuated_word: text, start, end: start + 0.4 },
      ...{ confidence: 0.9, speaker },
    });
    const channel = (...words: object[]) => ({ alternatives: [{ transcript: "", words }, { words: [] }] });
    expect(
      brief({
        metadata: {},
        results: { channels: [channel(word("Hello,", 0.5, 0), word("Ann.", 1, 0), word("Yes?", 2, 1))] },
      }),
    ).toEqual({
      format: "deepgram",
      speakers: ["Speaker 1", "Speaker 2"],
      lines: [
        [
          500,
          1_400,
          "0",
          "Hello, Ann.",
          [
            ["Hello,", 500, 900, 0.9],
            ["Ann.", 1_000, 1_400, 0.9],
          ],
        ],
        [2_000, 2_400, "1", "Yes?", [["Yes?", 2_000, 2_400, 0.9]]],
      ],
    });
    expect(
      brief({ results: { channels: [channel(word("Two", 5)), channel(word("One", 1))] } }),
    ).toMatchObject({
      speakers: ["Channel 2", "Channel 1"],
      lines: [
        [1_000, 1_400, "Channel 2", "One", [["One", 1_000, 1_400, 0.9]]],
        [5_000, 5_400, "Channel 1", "Two", expect.anything()],
      ],
    });
  });

  it("AssemblyAI's is read by utterances, else by words", () => {
    const words = [{ text: "Hi.", start: 250, end: 600, confidence: 0.97, speaker: "A" }];
    const lines = [[250, 600, "A", "Hi.", [["Hi.", 250, 600, 0.97]]]];
    const audio = { id: "x", audio_url: "u", audio_duration: 3, text: "Hi." };
    expect(
      brief({ ...audio, words, utterances: [{ speaker: "A", text: "Hi.", start: 250, end: 600, words }] }),
    ).toEqual({
      ...{ format: "assemblyai", speakers: ["Speaker 1"], lines },
    });
    expect(brief({ ...audio, words, utterances: null })).toMatchObject({ lines });
  });

  it("Amazon's is read with its signs on the words, and its speakers from either place", () => {
    const item = (content: string, start_time: string, more = {}) => ({
      ...{ type: "pronunciation", start_time, end_time: String(Number(start_time) + 0.3) },
      ...{ alternatives: [{ content, confidence: "0.98" }], ...more },
    });
    const items = [
      item("Hold", "4.87"),
      { type: "punctuation", alternatives: [{ content: ".", confidence: "0.0" }] },
      item("Sorry", "8.49", { speaker_label: "spk_1" }),
    ];
    const turn = {
      start_time: "4.87",
      end_time: "5.2",
      speaker_label: "spk_0",
      items: [{ start_time: "4.87" }],
    };
    expect(
      brief({ jobName: "j", results: { transcripts: [], speaker_labels: { segments: [turn] }, items } }),
    ).toEqual({
      format: "aws",
      speakers: ["Speaker 1", "Speaker 2"],
      lines: [
        [4_870, 5_170, "spk_0", "Hold.", [["Hold.", 4_870, 5_170, 0.98]]],
        [8_490, 8_790, "spk_1", "Sorry", [["Sorry", 8_490, 8_790, 0.98]]],
      ],
    });
  });

  it("Google's is read in both versions, and words that are said again for their speakers stand once", () => {
    const one = { word: "Hello", startTime: "0s", endTime: "0.500s" };
    const two = { word: "there", startTime: "0.5s", endTime: { seconds: "1", nanos: 250_000_000 } };
    const first = { alternatives: [{ transcript: "Hello there", confidence: 0.9, words: [one, two] }] };
    const again = {
      alternatives: [
        {
          words: [
            { ...one, speakerTag: 1 },
            { ...two, speakerTag: 2 },
          ],
        },
      ],
    };
    expect(brief({ results: [first] }).lines).toEqual([
      [
        0,
        1_250,
        null,
        "Hello there",
        [
          ["Hello", 0, 500, 0.9],
          ["there", 500, 1_250, 0.9],
        ],
      ],
    ]);
    expect(brief({ response: { results: [first, again] } }).lines).toEqual([
      [0, 500, "1", "Hello", [["Hello", 0, 500, null]]],
      [500, 1_250, "2", "there", [["there", 500, 1_250, null]]],
    ]);
    const offset = { alternatives: [{ words: [{ word: "Yes", endOffset: "0.4s", speakerLabel: "1" }] }] };
    expect(brief({ results: [offset] })).toMatchObject({
      format: "google",
      lines: [[0, 400, "1", "Yes", expect.anything()]],
    });
  });

  it("Rev's is read with its signs, its spaces and its names", () => {
    const elements = [
      { type: "text", value: "Good", ts: 0.2, end_ts: 0.5, confidence: 1 },
      { type: "punct", value: " " },
      { type: "text", value: "day", ts: 0.6, end_ts: 0.9, confidence: 0.8 },
      { type: "punct", value: "." },
    ];
    expect(brief({ speakers: [{ id: 0, name: "Helen" }], monologues: [{ speaker: 0, elements }] })).toEqual({
      format: "rev",
      speakers: ["Helen"],
      lines: [
        [
          200,
          900,
          "0",
          "Good day.",
          [
            ["Good", 200, 500, 1],
            ["day.", 600, 900, 0.8],
          ],
        ],
      ],
    });
  });

  it("Azure's is read phrase by phrase, in ticks and in milliseconds", () => {
    const ticks = (at: number, long: number) => ({ offsetInTicks: at * 1e7, durationInTicks: long * 1e7 });
    const words = [
      { displayText: "Hi", ...ticks(1, 0.4) },
      { displayText: "you.", ...ticks(1.4, 0.6) },
    ];
    const nBest = [
      { display: "Hi you.", confidence: 0.9, displayWords: words, words: [{ word: "hi", ...ticks(1, 0.4) }] },
    ];
    const lines = [
      [
        1_000,
        2_000,
        "1",
        "Hi you.",
        [
          ["Hi", 1_000, 1_400, null],
          ["you.", 1_400, 2_000, null],
        ],
      ],
    ];
    expect(brief({ recognizedPhrases: [{ ...ticks(1, 1), speaker: 1, channel: 0, nBest }] })).toMatchObject({
      ...{ format: "azure", speakers: ["Speaker 1"], lines },
    });
    const fast = {
      ...{ offsetMilliseconds: 1_000, durationMilliseconds: 1_000, text: "Hi you.", speaker: 1 },
      words: [
        { text: "Hi", offsetMilliseconds: 1_000, durationMilliseconds: 400 },
        { text: "you.", offsetMilliseconds: 1_400, durationMilliseconds: 600 },
      ],
    };
    expect(brief({ combinedPhrases: [], phrases: [fast] })).toMatchObject({ format: "azure", lines });
  });

  it("Whisper's is read from all who write it", () => {
    const said = [
      { word: " Well", start: 0.1, end: 0.4, probability: 0.8 },
      { word: ",", start: 0.4, end: 0.4, probability: 0.8 },
      { word: " yes.", start: 0.5, end: 0.9, probability: 0.7 },
    ];
    const segment = { id: 0, seek: 0, start: 0, end: 1.2, text: " Well, yes.", tokens: [1] };
    const words = [
      ["Well,", 100, 400, 0.8],
      ["yes.", 500, 900, 0.7],
    ];
    expect(brief({ text: "", language: "en", segments: [{ ...segment, words: said }] })).toEqual({
      format: "whisper",
      speakers: [],
      lines: [[0, 1_200, null, " Well, yes.", words]],
    });
    const bare = [
      { word: "Well", start: 0.1, end: 0.4 },
      { word: "yes", start: 0.5, end: 0.9 },
    ];
    expect(
      brief({ task: "transcribe", duration: 2, segments: [segment], words: bare }).lines[0]?.[4],
    ).toEqual([
      ["Well,", 100, 400, null],
      ["yes.", 500, 900, null],
    ]);
    const spoken = {
      start: 1,
      end: 2,
      text: "Yes.",
      speaker: "SPEAKER_01",
      words: [{ word: "Yes.", start: 1, end: 2, score: 0.5 }],
    };
    expect(brief({ segments: [spoken] })).toMatchObject({
      speakers: ["Speaker 1"],
      lines: [[1_000, 2_000, "SPEAKER_01", "Yes.", [["Yes.", 1_000, 2_000, 0.5]]]],
    });
    expect(brief({ transcription: [{ offsets: { from: 10, to: 900 }, text: " Hm." }] }).lines).toEqual([
      [10, 900, null, " Hm.", []],
    ]);
  });

  it("says where a file is not what it should be", () => {
    const text =
      '{\n  "monologues": [\n    { "speaker": 1, "elements": [\n      { "type": "text", "value": 7 } ] } ]\n}';
    expect(() => readJsonFile(text, new MendReport())).toThrow(
      'Line 4: "monologues.0.elements.0.value" is not as Rev writes it.',
    );
    expect(() => readJsonFile('{"a": 1,\n "b": }', new MendReport())).toThrow(
      "Line 2: this is not a JSON file",
    );
    expect(() => readJsonFile("{}", new MendReport())).toThrow("no transcript that Trax knows");
    expect(() => readJsonFile("[".repeat(100_000), new MendReport())).toThrow("not a JSON file");
  });
});
