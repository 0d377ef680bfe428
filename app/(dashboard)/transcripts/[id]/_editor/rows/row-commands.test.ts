import { beforeEach, describe, expect, test, vi } from "vitest";
import type { EditCommand } from "@/core/transcript/edit-command";
import type { EditorParts } from "../editor-context";
import {
  findSplitAt,
  insertLine,
  mergeLines,
  mergeWithNext,
  removeLines,
  setEdge,
  splitLine,
} from "./row-commands";

const uuid = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);

let given: EditCommand[];
let parts: Pick<EditorParts, "session" | "list" | "playback">;
const list = { edit: vi.fn(), focus: vi.fn(), clearSelection: vi.fn() };
let timeMs: number;

beforeEach(() => {
  vi.clearAllMocks();
  given = [];
  timeMs = 0;
  const lines = ["a", "b", "c"].map((id, index) => ({
    id,
    text: ["one two", "three four", "five"][index] as string,
    startMs: index * 2_000,
    endMs: index * 2_000 + 1_500,
    speakerId: id === "b" ? "S" : null,
    words: [
      {
        id: `${id}0`,
        text: ["one", "three", "five"][index],
        startMs: index * 2_000,
        endMs: index * 2_000 + 700,
      },
      {
        id: `${id}1`,
        text: ["two", "four", "x"][index],
        startMs: index * 2_000 + 800,
        endMs: index * 2_000 + 1_500,
      },
    ],
  }));
  const session = {
    edit: vi.fn(),
    ensureWords: async () => {},
    run: (command: EditCommand | EditCommand[]) => {
      given.push(...[command].flat());
      return true;
    },
    segments: {
      listIds: () => lines.map(({ id }) => id),
      findSegment: (id: string) => lines.find((line) => line.id === id) ?? null,
      findSegmentAt: (index: number) => lines[index] ?? null,
      findRow: (id: string) => {
        const segment = lines.find((line) => line.id === id);
        return segment ? { segment, draft: null, conflict: null } : null;
      },
    },
  };
  const playback = {
    get timeMs() {
      return timeMs;
    },
  };
  parts = { session, list, playback } as unknown as typeof parts;
});

describe("splitting while typing", () => {
  test("counts the caret in the text as it will be stored, and goes on in the new line", async () => {
    await splitLine(parts, "a", "  one   two", 8);
    expect(given).toEqual([{ type: "segment.split", segmentId: "a", at: 3, newSegmentId: uuid }]);
    expect(list.edit).toHaveBeenCalledWith((given[0] as { newSegmentId: string }).newSegmentId, 0);
  });

  test("at the end is a new line, at the start one before it, where the caret stays", async () => {
    await splitLine(parts, "a", "one two ", 8);
    expect(given[0]).toMatchObject({ type: "segment.insert", afterId: "a", startMs: 1_500, endMs: 2_000 });
    expect(list.edit).toHaveBeenCalledOnce();
    await splitLine(parts, "b", "three four", 0);
    expect(given[1]).toMatchObject({ type: "segment.insert", afterId: "a", speakerId: "S" });
    expect(list.edit).toHaveBeenCalledOnce();
  });
});

test("a merge while typing puts the caret to the seam", async () => {
  await mergeWithNext(parts, "a", true);
  expect(given).toEqual([{ type: "segment.merge", segmentId: "a", nextId: "b" }]);
  await mergeWithNext(parts, "c", true);
  expect(given).toHaveLength(1);
});

test("only neighbours are merged", async () => {
  await mergeLines(parts, ["a", "c"]);
  expect(given).toEqual([]);
  await mergeLines(parts, ["a", "b", "c"]);
  expect(given).toEqual([
    { type: "segment.merge", segmentId: "a", nextId: "b" },
    { type: "segment.merge", segmentId: "a", nextId: "c" },
  ]);
});

test("a line is put into what is free, before the first and behind the last", () => {
  insertLine(parts, null, "after");
  expect(given[0]).toMatchObject({ afterId: null, startMs: 0, endMs: 0 });
  insertLine(parts, "c", "after");
  expect(given[1]).toMatchObject({ afterId: "c", startMs: 5_500, endMs: 7_500 });
});

test("after a deletion the next line has the focus, else the one before", () => {
  removeLines(parts, ["a", "b"]);
  expect(list.focus).toHaveBeenLastCalledWith("c");
  removeLines(parts, ["b", "c"]);
  expect(list.focus).toHaveBeenLastCalledWith("a");
});

test("an edge that passes the other one takes it along", () => {
  timeMs = 3_900;
  setEdge(parts, "b", "start");
  expect(given[0]).toMatchObject({ startMs: 3_900, endMs: 3_900 });
  timeMs = 1_000;
  setEdge(parts, "b", "end");
  expect(given[1]).toMatchObject({ startMs: 1_000, endMs: 1_000 });
});

test("the player tells where a line is split: before the word that is heard", () => {
  timeMs = 2_900;
  expect(findSplitAt(parts, "b")).toBe(6);
  timeMs = 2_100;
  expect(findSplitAt(parts, "b")).toBeNull();
  timeMs = 100;
  expect(findSplitAt(parts, "b")).toBeNull();
});
