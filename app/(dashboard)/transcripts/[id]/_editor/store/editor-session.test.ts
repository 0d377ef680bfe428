import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { EditCommand } from "@/core/transcript/edit-command";
import { MemoryBrowser } from "../testing/memory-journal";
import { buildLine, documentId, lineId, MemoryServer, offline } from "../testing/memory-server";
import { createId } from "./create-id";
import { EditorSession } from "./editor-session";

const a = lineId(1);
const b = lineId(2);

function buildServer(texts: string[] = ["one two three", "four five", "six", "seven eight", "nine"]) {
  const segments = texts.map((text, index) => buildLine(index + 1, text));
  return new MemoryServer({
    segments,
    speakers: [{ id: lineId(90), label: "Anna", profileId: null }],
    comments: [],
  });
}

function buildWorld(server = buildServer()) {
  const network = { isAway: false, losesAnswers: false, applied: 0 };
  const api = server.createApi(async (run) => {
    if (network.isAway) throw offline();
    const answer = run();
    if (network.losesAnswers) throw offline();
    return answer;
  });
  const browser = new MemoryBrowser();
  const open = async () => {
    const tab = browser.openTab(() => session.noteDraftsNotKept());
    const session = new EditorSession(api, documentId, tab.journal);
    await session.load(server.revision);
    await vi.advanceTimersByTimeAsync(1);
    return { session, ...tab };
  };
  return { server, network, browser, open };
}

const textOf = (session: EditorSession, id: string) => session.segments.findSegment(id)?.text;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("An open document", () => {
  it("loads all lines, words only of the first page, others when asked", async () => {
    const { open } = buildWorld();
    const { session } = await open();
    expect(session.segments.listIds()).toHaveLength(5);
    expect(session.segments.findSegment(lineId(5))?.words).toBeNull();
    await session.ensureWords([lineId(5)]);
    expect(session.segments.findSegment(lineId(5))?.words).toHaveLength(1);
  });

  it("saves what is typed after a pause, as one step", async () => {
    const { open, server, browser } = buildWorld();
    const { session } = await open();
    session.edit(a, "one two thre");
    session.edit(a, "one two thread");
    expect(session.getStatus().save.kind).toBe("saving");
    await vi.advanceTimersByTimeAsync(1_100);
    expect(server.findLine(a)?.text).toBe("one two thread");
    expect(session.getStatus()).toMatchObject({ save: { kind: "saved" }, canUndo: true });
    expect(server.findLine(a)).toEqual(session.segments.findSegment(a));
    expect(browser.itemCount).toBe(0);
  });

  it("carries out in order what was given while words are loaded", async () => {
    const { open, server } = buildWorld();
    const { session } = await open();
    const [d, e, added] = [lineId(4), lineId(5), createId()];
    expect(session.segments.findSegment(d)?.words).toBeNull();
    session.run({ type: "segment.split", segmentId: d, at: 6, newSegmentId: added });
    expect(session.getStatus().save.kind).toBe("saving");
    session.run({ type: "segment.texts", texts: [{ segmentId: d, text: "7" }] });
    session.run({ type: "segment.merge", segmentId: added, nextId: e });
    await session.flush();
    expect(server.document.segments.slice(3).map(({ text }) => text)).toEqual(["7", "eight nine"]);
    await session.travel("undo");
    await session.travel("undo");
    await session.travel("undo");
    await session.flush();
    expect(server.document.segments.map(({ text }) => text).slice(3)).toEqual(["seven eight", "nine"]);
  });

  it("splits no line at a place that was typed over while its words were loaded", async () => {
    const { open, server } = buildWorld();
    const { session } = await open();
    session.run({ type: "segment.split", segmentId: lineId(4), at: 6, newSegmentId: createId() });
    session.edit(lineId(4), "Seventeen and eight");
    await session.flush();
    await session.flush();
    expect(server.document.segments.map(({ text }) => text).slice(3)).toEqual([
      "Seventeen and eight",
      "nine",
    ]);
  });

  it("takes back what a machine changed while it was open, and does it again", async () => {
    const { open, server } = buildWorld();
    const { session } = await open();
    const before = server.document.segments;
    const commandId = createId();
    const command: Extract<EditCommand, { type: "speaker.create" }> = {
      type: "speaker.create",
      speakerId: createId(),
      label: "Ben",
      segmentIds: [a, b],
    };
    server.apply({ documentId, commands: [{ commandId, bases: {}, command }] });
    await session.load(server.revision);
    await session.flush();
    const after = server.document.segments;
    session.adopt(commandId, "finding speakers");
    session.edit(b, "four five!");
    await session.flush();
    await session.travel("undo");
    expect(session.getStatus().undoLabel).toBe("finding speakers");
    await session.travel("undo");
    await session.flush();
    const speakersOf = (lines: typeof before) => lines.map(({ speakerId }) => speakerId);
    expect(speakersOf(server.document.segments)).toEqual(speakersOf(before));
    expect(session.speakers.list().map(({ label }) => label)).toEqual(["Anna"]);
    expect(session.segments.findSegment(a)?.speakerId).toBeNull();
    await session.travel("redo");
    await session.flush();
    expect(speakersOf(server.document.segments)).toEqual(speakersOf(after));
    expect(session.segments.findSegment(b)).toEqual(server.findLine(b));

    // Where a person went on with it, it stays.
    session.run({ type: "segment.speaker", segmentIds: [a], speakerId: lineId(90) });
    await session.flush();
    session.adopt(commandId, "finding speakers");
    await session.travel("undo");
    await session.flush();
    expect(speakersOf(server.document.segments).slice(0, 2)).toEqual([lineId(90), command.speakerId]);
  });

  it("takes back and does again, splits and merges too, to the very same lines", async () => {
    const { open, server } = buildWorld();
    const { session } = await open();
    const before = server.document.segments;
    session.run({ type: "segment.split", segmentId: a, at: 4, newSegmentId: createId() });
    session.run([
      { type: "segment.merge", segmentId: b, nextId: lineId(3) },
      { type: "segment.text", segmentId: b, text: "four five six!" },
    ]);
    await session.flush();
    const after = server.document.segments;
    expect(after.map(({ text }) => text)).toEqual([
      "one",
      "two three",
      "four five six!",
      "seven eight",
      "nine",
    ]);
    await session.travel("undo");
    await session.travel("undo");
    expect(await session.travel("undo")).toBeNull();
    await session.flush();
    const contentOf = (rows: typeof before) => rows.map(({ revision, ...row }) => row);
    expect(contentOf(server.document.segments)).toEqual(contentOf(before));
    await session.travel("redo");
    await session.travel("redo");
    await session.flush();
    expect(contentOf(server.document.segments)).toEqual(contentOf(after));
  });

  it("keeps the latest text of a line while another save is on its way", async () => {
    const { open, server, network } = buildWorld();
    const { session } = await open();
    network.isAway = true;
    session.edit(a, "first");
    await session.flush();
    session.edit(b, "second");
    await vi.advanceTimersByTimeAsync(1_100);
    session.edit(b, "third");
    await vi.advanceTimersByTimeAsync(300);
    expect(session.getStatus().save).toMatchObject({ kind: "failed" });
    network.isAway = false;
    expect(await session.flush()).toBe(true);
    expect(server.findLine(b)).toMatchObject({ text: "third", revision: 1 });
  });

  it("tries again by itself", async () => {
    const { open, server, network } = buildWorld();
    const { session } = await open();
    network.losesAnswers = true;
    session.edit(a, "arrived without an answer");
    await session.flush();
    network.losesAnswers = false;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(session.getStatus().save.kind).toBe("saved");
    expect(server.findLine(a)).toMatchObject({ text: "arrived without an answer", revision: 1 });
  });
});

describe("Two tabs", () => {
  it("merge different lines", async () => {
    const { open, server } = buildWorld();
    const [one, two] = [(await open()).session, (await open()).session];
    one.edit(a, "of the one");
    two.edit(b, "of the other");
    await one.flush();
    await two.flush();
    await one.load(server.revision);
    await one.flush();
    expect([textOf(one, b), textOf(two, a)]).toEqual(["of the other", "of the one"]);
  });

  it("show both texts of one line, and later typing on it is not mistaken for theirs", async () => {
    const { open, server, network } = buildWorld();
    const [one, two] = [(await open()).session, (await open()).session];
    one.edit(a, "theirs");
    await one.flush();
    network.isAway = true;
    two.edit(a, "mine");
    await two.flush();
    two.edit(a, "mine and more");
    await two.flush();
    network.isAway = false;
    expect(await two.flush()).toBe(false);
    expect(server.findLine(a)?.text).toBe("theirs");
    expect(two.segments.findRow(a)).toMatchObject({
      segment: { text: "theirs" },
      conflict: { mine: "mine and more" },
    });
    two.conflicts.keepText(a, "theirs and mine");
    expect(await two.flush()).toBe(true);
    expect(server.findLine(a)?.text).toBe("theirs and mine");
  });

  it("keep the text of a line that the other removed, to be put back", async () => {
    const { open, server } = buildWorld();
    const [one, two] = [(await open()).session, (await open()).session];
    two.edit(b, "still wanted");
    one.run({ type: "segment.remove", segmentIds: [b] });
    await one.flush();
    expect(await two.flush()).toBe(false);
    expect(two.conflicts.lost.list()).toMatchObject([{ id: b, mine: "still wanted" }]);
    two.conflicts.restoreLost(b);
    expect(await two.flush()).toBe(true);
    expect(server.document.segments.map(({ text }) => text)).toEqual([
      "one two three",
      "still wanted",
      "six",
      "seven eight",
      "nine",
    ]);
  });

  it("do not take back what the other changed since, and go on to the step before", async () => {
    const { open, server } = buildWorld();
    const [one, two] = [(await open()).session, (await open()).session];
    one.edit(a, "first");
    await one.flush();
    one.edit(b, "second");
    await one.flush();
    await two.load(server.revision);
    await two.flush();
    two.edit(b, "theirs");
    await two.flush();
    await one.load(server.revision);
    await one.flush();
    expect(await one.travel("undo")).toBe(a);
    await one.flush();
    expect(server.document.segments.slice(0, 2).map(({ text }) => text)).toEqual(["one two three", "theirs"]);
  });
});

describe("After a crash", () => {
  it("goes on with drafts and commands of the dead tab", async () => {
    const { open, server, network, browser } = buildWorld();
    const first = await open();
    network.isAway = true;
    first.session.run({ type: "segment.split", segmentId: a, at: 4, newSegmentId: createId() });
    await first.session.flush();
    first.session.edit(b, "only a draft");
    await first.journal.settle();
    void first.session.close();
    first.crash();
    network.isAway = false;
    const { session } = await open();
    await vi.advanceTimersByTimeAsync(100);
    expect(await session.flush()).toBe(true);
    expect(server.document.segments.map(({ text }) => text).slice(0, 3)).toEqual([
      "one",
      "two three",
      "only a draft",
    ]);
    expect(browser.itemCount).toBe(0);
  });

  it("leaves alone what a living tab is about to save", async () => {
    const { open, network } = buildWorld();
    const first = await open();
    network.isAway = true;
    first.session.edit(a, "of the first");
    await first.journal.settle();
    network.isAway = false;
    const second = await open();
    expect(textOf(second.session, a)).toBe("one two three");
    first.crash();
    await vi.advanceTimersByTimeAsync(100);
    expect(textOf(second.session, a)).toBe("of the first");
  });

  it("says so where the browser keeps nothing, and saves all the same", async () => {
    const { open, server, browser } = buildWorld();
    const { session } = await open();
    browser.hasFailed = true;
    session.edit(a, "typed");
    expect(await session.flush()).toBe(true);
    expect(session.getStatus().keepsDrafts).toBe(false);
    expect(server.findLine(a)?.text).toBe("typed");
  });
});
