import { expect, it } from "vitest";
import type { SegmentSaveOutput, SegmentView } from "@/server/transcripts/schema";
import { DraftJournal } from "../autosave/draft-journal";
import { type EditorApi, EditorSession } from "./editor-session";

const segmentId = "00000000-0000-4000-8000-000000000001";

/** One line on a server that checks revisions, as the real one does. */
function createServer() {
  let line: SegmentView = {
    id: segmentId,
    position: 1,
    startMs: 0,
    endMs: 1_000,
    speakerId: null,
    text: "as it was",
    words: [],
    revision: 3,
  };
  let isAway = false;
  const answer = async (): Promise<void> => {
    if (isAway) throw new TypeError("fetch failed");
  };
  const api = {
    segments: { query: async () => ({ segments: [line], nextCursor: null }) },
    saveSegment: {
      mutate: async (input: { revision: number; text: string }): Promise<SegmentSaveOutput> => {
        await answer();
        if (input.revision !== line.revision) return { outcome: "stale", current: line, yours: input.text };
        line = { ...line, text: input.text, revision: line.revision + 1 };
        return { outcome: "saved", segment: line, revisionId: "1", documentRevision: line.revision };
      },
    },
    undo: { mutate: () => Promise.reject(new Error("not asked")) },
  } as unknown as EditorApi;
  return {
    api,
    text: () => line.text,
    setAway: (away: boolean) => {
      isAway = away;
    },
  };
}

function createStorage(): Pick<Storage, "getItem" | "setItem" | "removeItem"> {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}

async function openTab(api: EditorApi, storage: ReturnType<typeof createStorage>) {
  const tab = new EditorSession(api, "document", new DraftJournal("document", storage));
  await tab.load(1);
  return tab;
}

it("does not take another tab's revision for its own: what it never saw is not overwritten", async () => {
  const server = createServer();
  const storage = createStorage();
  const first = await openTab(server.api, storage);
  const second = await openTab(server.api, storage);

  first.edit(segmentId, "saved by the first");
  await first.flush();
  server.setAway(true);
  first.edit(segmentId, "not saved yet by the first");
  void first.flush();
  // The second tab still shows the line as it was before the first one's save.
  second.edit(segmentId, "typed in the second");
  server.setAway(false);

  expect(await second.flush()).toBe(false);
  expect(server.text()).toBe("saved by the first");
  expect(second.segments.findRow(segmentId)?.conflict).toMatchObject({
    theirs: { text: "saved by the first" },
    mine: "typed in the second",
  });
});

it("goes on after a reload with the draft and the revision it was made on", async () => {
  const server = createServer();
  const storage = createStorage();
  const before = await openTab(server.api, storage);
  server.setAway(true);
  before.edit(segmentId, "typed while away");
  void before.flush();

  server.setAway(false);
  const after = await openTab(server.api, storage);
  expect(await after.flush()).toBe(true);
  expect(server.text()).toBe("typed while away");
});
