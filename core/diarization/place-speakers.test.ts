import { describe, expect, it } from "vitest";
import { createLookup } from "../transcript/create-lookup";
import { deriveChange } from "../transcript/derive-change";
import type { EditCommand } from "../transcript/edit-command";
import { applyChange, type PlainDocument } from "../transcript/plain-document";
import type { SpokenTurn } from "./assign-speakers";
import { type EarlierSpeakers, placeSpeakers } from "./place-speakers";

/** Lines of words half a second apart. */
function documentOf(...texts: string[]): PlainDocument {
  let at = 0;
  const segments = texts.map((text, index) => {
    const words = text.split(" ").map((word, number) => {
      const startMs = 500 * at++;
      return { id: `w${index}-${number}`, text: word, startMs, endMs: startMs + 400, confidence: 0.9 };
    });
    return {
      id: `s${index}`,
      position: index + 1,
      startMs: words[0]?.startMs ?? 0,
      endMs: words.at(-1)?.endMs ?? 0,
      speakerId: null,
      text,
      words,
      revision: 0,
    };
  });
  return { segments, speakers: [], comments: [] };
}

const turns = (...list: [number, number, number][]): SpokenTurn[] =>
  list.map(([speaker, startMs, endMs]) => ({ speaker, startMs, endMs }));

function createIds() {
  let made = 0;
  return () => `new${made++}`;
}

function place(
  document: PlainDocument,
  spoken: SpokenTurn[],
  earlier: EarlierSpeakers | null = null,
  newId = createIds(),
) {
  const { change, speakerIds } = placeSpeakers({ document, turns: spoken, earlier, newId });
  return { document: applyChange(document, change), change, made: { turns: spoken, speakerIds } };
}

function tell({ segments, speakers }: PlainDocument): string[] {
  const labels = new Map(speakers.map(({ id, label }) => [id, label]));
  return segments.map(({ speakerId, text }) => `${labels.get(speakerId ?? "") ?? "-"}: ${text}`);
}

const twoVoices = turns([0, 0, 1_450], [1, 1_450, 2_950], [0, 2_950, 4_400]);

describe("speakers of a document", () => {
  it("are named in the order in which they speak, and lines are cut where they change", () => {
    const { document, change } = place(documentOf("we go now. they stay here.", "we do not."), twoVoices);
    expect(tell(document)).toEqual([
      "Speaker 1: we go now.",
      "Speaker 2: they stay here.",
      "Speaker 1: we do not.",
    ]);
    expect(document.segments.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 1_400],
      [1_500, 2_900],
      [3_000, 4_400],
    ]);
    // Every word keeps its id.
    expect(document.segments.flatMap(({ words }) => words?.map(({ id }) => id))).toEqual(
      documentOf("we go now. they stay here.", "we do not.").segments.flatMap(({ words }) =>
        words?.map(({ id }) => id),
      ),
    );
    expect(change.speakers).toHaveLength(2);
  });

  it("are those that a person named, and lines that a person gave to somebody stay with them", () => {
    const first = place(documentOf("we go now.", "they stay here.", "we do not.", "nor do they."), twoVoices);
    const [one, two] = first.document.speakers;
    const rename: EditCommand = { type: "speaker.rename", speakerId: one?.id ?? "", label: "Anna" };
    const assign: EditCommand = { type: "segment.speaker", segmentIds: ["s3"], speakerId: two?.id ?? "" };
    let edited = first.document;
    for (const command of [rename, assign])
      edited = applyChange(edited, deriveChange(createLookup(edited), command, createIds()));
    // Now the machine hears the second voice as the first one's, and a third one.
    const again = turns([0, 0, 1_450], [2, 1_450, 2_950], [0, 2_950, 9_000]);
    const { document } = place(edited, again, first.made, () => "fresh");
    expect(tell(document)).toEqual([
      "Anna: we go now.",
      "Speaker 2: they stay here.",
      "Anna: we do not.",
      "Speaker 2: nor do they.",
    ]);
  });

  it("leave everything to the person where the person was first", () => {
    const document = documentOf("we go now.", "they stay here.", "we do not.");
    const create: EditCommand = {
      type: "speaker.create",
      speakerId: "ben",
      label: "Ben",
      segmentIds: ["s1"],
    };
    const edited = applyChange(document, deriveChange(createLookup(document), create, createIds()));
    const placed = place(edited, twoVoices);
    expect(tell(placed.document)).toEqual([
      "Speaker 1: we go now.",
      "Ben: they stay here.",
      "Speaker 1: we do not.",
    ]);
  });

  it("come again after they were taken back", () => {
    const start = documentOf("we go now.", "they stay here.");
    const first = place(start, twoVoices);
    const again = place(start, twoVoices, first.made);
    expect(tell(again.document)).toEqual(["Speaker 1: we go now.", "Speaker 2: they stay here."]);
  });

  it("go when nobody has their voice any more", () => {
    const first = place(documentOf("we go now.", "they stay here.", "we do not."), twoVoices);
    const { document } = place(first.document, turns([0, 0, 9_000]), first.made);
    expect(tell(document)).toEqual([
      "Speaker 1: we go now.",
      "Speaker 1: they stay here.",
      "Speaker 1: we do not.",
    ]);
    expect(document.speakers).toHaveLength(1);
  });

  it("change nothing where the same is found again", () => {
    const first = place(documentOf("we go now. they stay here.", "we do not."), twoVoices);
    const { change } = place(first.document, twoVoices, first.made);
    expect(change).toEqual({ segments: [], speakers: [], comments: [] });
  });

  it("are of a whole line where its words do not stand for its text", () => {
    const document = documentOf("we go now. they stay here.");
    const [line] = document.segments;
    if (line) line.text = "something else";
    expect(tell(place(document, twoVoices).document)).toEqual(["Speaker 1: something else"]);
  });
});
