import { describe, expect, it, vi } from "vitest";
import type { SegmentView } from "@/server/transcripts/schema";
import { SegmentStore } from "./segment-store";

const buildSegment = (overrides: Partial<SegmentView>): SegmentView => ({
  id: "a",
  position: 1,
  startMs: 0,
  endMs: 1_000,
  speakerId: null,
  text: "one",
  words: [],
  revision: 0,
  ...overrides,
});

describe("SegmentStore", () => {
  it("keeps segments in order whatever order the pages come in", () => {
    const store = new SegmentStore();
    store.merge([buildSegment({ id: "c", position: 3 })]);
    store.merge([buildSegment({ id: "a", position: 1 }), buildSegment({ id: "b", position: 1.5 })]);
    expect(store.listIds()).toEqual(["a", "b", "c"]);
  });

  it("takes newer segments and leaves older ones", () => {
    const store = new SegmentStore();
    store.merge([buildSegment({ revision: 2, text: "two" })]);
    store.merge([buildSegment({ revision: 1, text: "late" })]);
    expect(store.findSegment("a")?.text).toBe("two");
    store.merge([buildSegment({ revision: 3, text: "three" })]);
    expect(store.findSegment("a")?.text).toBe("three");
  });

  it("keeps the base of what is being typed, so that its save finds out that it is stale", () => {
    const store = new SegmentStore();
    store.merge([buildSegment({ revision: 1 })]);
    store.setDraft("a", "mine");
    store.merge([buildSegment({ revision: 2, text: "theirs" })]);
    expect(store.findRow("a")).toMatchObject({ draft: "mine", segment: { revision: 1, text: "one" } });
  });

  it("tells only the row that changed", () => {
    const store = new SegmentStore();
    store.merge([buildSegment({ id: "a" }), buildSegment({ id: "b", position: 2 })]);
    const listeners = { a: vi.fn(), b: vi.fn(), list: vi.fn() };
    store.subscribeRow("a", listeners.a);
    store.subscribeRow("b", listeners.b);
    store.subscribeList(listeners.list);
    store.setDraft("a", "typed");
    expect(listeners.a).toHaveBeenCalledTimes(1);
    expect(listeners.b).not.toHaveBeenCalled();
    expect(listeners.list).not.toHaveBeenCalled();
  });

  it("knows which segments need a decision", () => {
    const store = new SegmentStore();
    store.merge([buildSegment({ id: "a" }), buildSegment({ id: "b", position: 2 })]);
    store.setConflict("b", { theirs: buildSegment({ id: "b", text: "theirs" }), mine: "mine" });
    expect(store.listConflictIds()).toEqual(["b"]);
    store.setConflict("b", null);
    expect(store.listConflictIds()).toEqual([]);
  });
});
