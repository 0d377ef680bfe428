import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLookup } from "./create-lookup";
import { deriveChange } from "./derive-change";
import type { DocumentChange, DocumentSegment } from "./document-change";
import { type EditCommand, EditRefused } from "./edit-command";
import { applyChange, type PlainDocument } from "./plain-document";

function buildSegment(index: number, text: string): DocumentSegment {
  const tokens = text.split(" ").filter(Boolean);
  const startMs = index * 10_000;
  return {
    id: `s${index}`,
    position: index + 1,
    startMs,
    endMs: startMs + 9_000,
    speakerId: index % 2 === 0 ? "p0" : null,
    text,
    words: tokens.map((token, at) => ({
      id: `w${index}-${at}`,
      text: token,
      startMs: startMs + at * 300,
      endMs: startMs + at * 300 + 250,
      confidence: 0.5,
    })),
    revision: 1,
  };
}

function buildDocument(texts: string[]): PlainDocument {
  return {
    segments: texts.map((text, index) => buildSegment(index, text)),
    speakers: [
      { id: "p0", label: "Anna", profileId: null },
      { id: "p1", label: "Ben", profileId: null },
    ],
    comments: [],
  };
}

/** A document with what was done to it, as browser and server keep it. */
function createEditing(document: PlainDocument) {
  let current = document;
  let wordIds = 0;
  const changes = new Map<string, DocumentChange>();
  const done: string[] = [];
  return {
    get document() {
      return current;
    },
    done,
    run(command: EditCommand): DocumentChange {
      const change = deriveChange(createLookup(current, changes), command, () => `n${wordIds++}`);
      const commandId = `c${changes.size}`;
      changes.set(commandId, change);
      done.push(commandId);
      current = applyChange(current, change);
      return change;
    },
  };
}

const withoutRevisions = ({ segments, speakers, comments }: PlainDocument) => ({
  segments: segments.map(({ revision, ...rest }) => rest),
  speakers: [...speakers].sort((a, b) => a.id.localeCompare(b.id)),
  comments: [...comments].sort((a, b) => a.id.localeCompare(b.id)),
});

/** What is wrong with times, order and words; looked at after every edit, so it is quick. */
function listFaults({ segments }: PlainDocument): string[] {
  const faults: string[] = [];
  for (const [index, { id, words, startMs, endMs, text, position }] of segments.entries()) {
    const previous = segments[index - 1];
    if (endMs < startMs) faults.push(`${id} ends before it begins`);
    if (previous && position <= previous.position) faults.push(`${id} stands where ${previous.id} stands`);
    if (previous && startMs < previous.startMs) faults.push(`${id} begins before ${previous.id}`);
    let lastMs = startMs;
    for (const word of words ?? []) {
      if (word.startMs < lastMs || word.endMs < word.startMs)
        faults.push(`${word.id} of ${id} is out of order`);
      if (word.endMs > endMs) faults.push(`${word.id} is outside of ${id}`);
      lastMs = word.endMs;
    }
    const spoken = (words ?? []).map((word) => word.text).join(" ");
    if (text.split(/\s+/).filter(Boolean).join(" ") !== spoken)
      faults.push(`${id} has other words than its text`);
  }
  return faults;
}

function expectSound(document: PlainDocument) {
  expect(listFaults(document)).toEqual([]);
}

const texts = ["one two three four", "the boat leaves", "你好吗 我很好", "", "a", "naïve café 👩‍👩‍👧 שלום"];
const randomText = fc.oneof(
  fc.constantFrom("one two", "", "boat", "我很好吗", "e\u0301 x", "👩‍👩‍👧 y"),
  fc.string({ unit: "grapheme", maxLength: 20 }),
);

interface Dice {
  kind: number;
  a: number;
  b: number;
  c: number;
  text: string;
}
const dice: fc.Arbitrary<Dice> = fc.record({
  kind: fc.nat(14),
  a: fc.nat(1_000),
  b: fc.nat(1_000),
  c: fc.integer({ min: -20_000, max: 20_000 }),
  text: randomText,
});

function toCommand(
  document: PlainDocument,
  { kind, a, b, c, text }: Dice,
  fresh: string,
): EditCommand | null {
  const { segments, speakers, comments } = document;
  const segment = segments[a % Math.max(1, segments.length)];
  const next = segments[(a % Math.max(1, segments.length)) + 1];
  const speaker = speakers[b % Math.max(1, speakers.length)];
  const comment = comments[a % Math.max(1, comments.length)];
  if (kind === 5 || !segment) {
    const [startMs, endMs] = [segment?.endMs ?? 0, (segment?.endMs ?? 0) + 500];
    const afterId = b % 5 === 0 ? null : (segment?.id ?? null);
    return { type: "segment.insert", newSegmentId: fresh, afterId, startMs, endMs, text, speakerId: null };
  }
  const segmentId = segment.id;
  if (kind <= 1) return { type: "segment.text", segmentId, text: `${segment.text} ${text}` };
  if (kind === 2)
    return { type: "segment.split", segmentId, at: b % (segment.text.length + 1), newSegmentId: fresh };
  if (kind === 3 && next) return { type: "segment.merge", segmentId, nextId: next.id };
  if (kind === 4)
    return {
      type: "segment.texts",
      texts: segments.map((row) => ({ segmentId: row.id, text: row.text.replace("o", text) })),
    };
  if (kind === 6) return { type: "segment.remove", segmentIds: [segmentId] };
  if (kind === 7)
    return { type: "segment.times", segmentId, startMs: segment.startMs + c, endMs: segment.endMs - c };
  if (kind === 8 && speaker)
    return { type: "segment.speaker", segmentIds: [segmentId], speakerId: speaker.id };
  if (kind === 9)
    return { type: "speaker.create", speakerId: fresh, label: `${text}.`, segmentIds: [segmentId] };
  if (kind === 10 && speaker) return { type: "speaker.rename", speakerId: speaker.id, label: `${text}!` };
  if (kind === 11 && speaker && speakers[0])
    return { type: "speaker.merge", fromId: speaker.id, intoId: speakers[0].id };
  if (kind === 12) {
    const { startMs, endMs } = segment;
    const createdAt = "2026-01-01T00:00:00.000Z";
    return {
      type: "comment.create",
      commentId: fresh,
      startMs,
      endMs,
      quote: "",
      text: `${text}?`,
      createdAt,
    };
  }
  if (kind === 13 && comment) return { type: "comment.remove", commentId: comment.id };
  if (kind === 14 && comment) return { type: "comment.text", commentId: comment.id, text: `${text}…` };
  return null;
}

describe("editing commands", () => {
  it("10,000 random edits, each taken back from the last to the first, leave the document as it was", () => {
    let edits = 0;
    fc.assert(
      fc.property(fc.array(dice, { minLength: 100, maxLength: 100, size: "max" }), (throws) => {
        const document = buildDocument(texts);
        const editing = createEditing(document);
        for (const [index, thrown] of throws.entries()) {
          const command = toCommand(editing.document, thrown, `f${index}`);
          if (!command) continue;
          try {
            editing.run(command);
            edits += 1;
          } catch (error) {
            expect(error).toBeInstanceOf(EditRefused);
          }
          const faults = listFaults(editing.document);
          if (faults.length > 0) expect(faults).toEqual([]);
        }
        const afterwards = editing.document;
        const done = [...editing.done];
        for (const commandId of [...done].reverse()) editing.run({ type: "change.undo", commandId });
        expect(withoutRevisions(editing.document)).toEqual(withoutRevisions(document));
        // And forward again: an undo is a change like any other.
        const undone = editing.done.slice(done.length);
        for (const commandId of undone.reverse()) editing.run({ type: "change.undo", commandId });
        expect(withoutRevisions(editing.document)).toEqual(withoutRevisions(afterwards));
      }),
      { numRuns: 130, endOnFailure: true },
    );
    expect(edits).toBeGreaterThanOrEqual(10_000);
  }, 60_000);

  it("a split that is merged again is the line it was", () => {
    fc.assert(
      fc.property(randomText, fc.nat(60), (text, at) => {
        const editing = createEditing(buildDocument([]));
        const times = { startMs: 1_000, endMs: 9_000, speakerId: null };
        editing.run({ type: "segment.insert", newSegmentId: "a", afterId: null, text, ...times });
        const before = editing.document;
        try {
          editing.run({ type: "segment.split", segmentId: "a", at, newSegmentId: "b" });
        } catch {
          return;
        }
        expectSound(editing.document);
        expect(editing.document.segments).toHaveLength(2);
        editing.run({ type: "segment.merge", segmentId: "a", nextId: "b" });
        expect(withoutRevisions(editing.document)).toEqual(withoutRevisions(before));
      }),
      { numRuns: 2_000, endOnFailure: true },
    );
  });

  it("a line can be split again and again at one place: positions are spread when they lie too close", () => {
    const editing = createEditing(buildDocument(["", "end"]));
    editing.run({ type: "segment.text", segmentId: "s0", text: Array(102).fill("word").join(" ") });
    let segmentId = "s0";
    for (let index = 0; index < 100; index++) {
      editing.run({ type: "segment.split", segmentId, at: 4, newSegmentId: `n${index}` });
      segmentId = `n${index}`;
    }
    expectSound(editing.document);
    expect(editing.document.segments.map(({ text }) => text)).toEqual([
      ...Array(100).fill("word"),
      "word word",
      "end",
    ]);
  });

  it.each([
    ["between two words", "one two", 4, "one", "two"],
    ["within a word goes to its nearer end", "one twenty three", 6, "one", "twenty three"],
    ["within the first word goes behind it", "twenty two", 1, "twenty", "two"],
    ["within the last word goes before it", "one twenty", 9, "one", "twenty"],
    ["between letters of a script without spaces", "你好吗", 2, "你好", "吗"],
  ])("a split %s", (_name, text, at, left, right) => {
    const editing = createEditing(buildDocument([text]));
    editing.run({ type: "segment.split", segmentId: "s0", at, newSegmentId: "b" });
    expect(editing.document.segments.map((segment) => segment.text)).toEqual([left, right]);
    expectSound(editing.document);
  });

  it.each([
    { type: "segment.split", segmentId: "s0", at: 0, newSegmentId: "b" },
    { type: "segment.split", segmentId: "gone", at: 1, newSegmentId: "b" },
    { type: "segment.merge", segmentId: "s0", nextId: "s2" },
    { type: "segment.speaker", segmentIds: ["s0"], speakerId: "nobody" },
    { type: "speaker.rename", speakerId: "p0", label: " \u0000 " },
    { type: "comment.text", commentId: "none", text: "x" },
    { type: "change.undo", commandId: "never" },
  ] satisfies EditCommand[])("refuses $type that makes no sense", (command) => {
    const editing = createEditing(buildDocument(["word", "two words", "three words here"]));
    const before = editing.document;
    expect(() => editing.run(command)).toThrow(EditRefused);
    expect(editing.document).toBe(before);
  });

  it("merging speakers gives the lines to the other one, and can be taken back", () => {
    const editing = createEditing(buildDocument(["a", "b", "c"]));
    editing.run({ type: "segment.speaker", segmentIds: ["s1"], speakerId: "p1" });
    const before = editing.document;
    editing.run({ type: "speaker.merge", fromId: "p1", intoId: "p0" });
    expect(editing.document.speakers.map(({ id }) => id)).toEqual(["p0"]);
    expect(editing.document.segments.every(({ speakerId }) => speakerId === "p0")).toBe(true);
    editing.run({ type: "change.undo", commandId: "c1" });
    expect(withoutRevisions(editing.document)).toEqual(withoutRevisions(before));
  });

  it("cuts what is too long without leaving half a character", () => {
    const editing = createEditing(buildDocument(["a"]));
    const text = `x${"🎙".repeat(6_000)}`;
    editing.run({ type: "speaker.create", speakerId: "p9", label: text, segmentIds: [] });
    const times = { startMs: 0, endMs: 0, createdAt: "2026-01-01T00:00:00Z" };
    editing.run({ type: "comment.create", commentId: "c", quote: text, text, ...times });
    const { speakers, comments } = editing.document;
    const [comment] = comments;
    for (const kept of [speakers.at(-1)?.label, comment?.text, comment?.quote])
      expect(kept).not.toMatch(/\p{Surrogate}/u);
    expect(comment?.createdAt).toBe("2026-01-01T00:00:00.000Z");
  });

  it("takes nothing back that was changed again since", () => {
    const editing = createEditing(buildDocument(["one two"]));
    editing.run({ type: "segment.text", segmentId: "s0", text: "one 2" });
    editing.run({ type: "segment.text", segmentId: "s0", text: "1 2" });
    expect(() => editing.run({ type: "change.undo", commandId: "c0" })).toThrow("changed again");
  });

  it.each([
    ["after a line that begins before it", 900, ["s0", "new", "s1", "s2"]],
    ["before a line that begins after it", 19_000, ["s0", "s1", "new", "s2"]],
  ])("a line comes back %s and took its place", (_name, startMs, order) => {
    const editing = createEditing(buildDocument(["one", "two", "three"]));
    const times = { startMs, endMs: startMs + 500 };
    editing.run({ type: "segment.remove", segmentIds: ["s1"] });
    editing.run({
      type: "segment.insert",
      newSegmentId: "new",
      afterId: "s0",
      ...times,
      text: "x",
      speakerId: null,
    });
    const before = editing.document;
    editing.run({ type: "change.undo", commandId: "c0" });
    expect(editing.document.segments.map(({ id }) => id)).toEqual(order);
    expect(new Set(editing.document.segments.map(({ position }) => position)).size).toBe(4);
    expectSound(editing.document);
    editing.run({ type: "change.undo", commandId: "c2" });
    expect(withoutRevisions(editing.document)).toEqual(withoutRevisions(before));
  });

  it("keeps words inside a line whose times are moved", () => {
    const editing = createEditing(buildDocument(["one two three four", "after"]));
    editing.run({ type: "segment.times", segmentId: "s0", startMs: 400, endMs: 700 });
    expect(editing.document.segments[0]).toMatchObject({ startMs: 400, endMs: 700 });
    expectSound(editing.document);
    editing.run({ type: "segment.times", segmentId: "s0", startMs: 50_000, endMs: 60_000 });
    expect(editing.document.segments[0]?.startMs).toBe(10_000);
  });
});
