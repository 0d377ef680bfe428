import { describe, expect, it, vi } from "vitest";
import { buildLine } from "../testing/memory-server";
import { SegmentStore } from "./segment-store";

function buildStore(count: number) {
  const store = new SegmentStore();
  const lines = Array.from({ length: count }, (_, index) => buildLine(index, `line ${index}`));
  store.write(new Map(lines.map((line) => [line.id, line])));
  return { store, lines, idOf: (index: number) => lines[index]?.id ?? "" };
}

describe("SegmentStore", () => {
  it("keeps lines in order and finds them, whatever comes, goes and moves", () => {
    const { store, lines, idOf } = buildStore(50);
    store.write(new Map([[idOf(10), null]]));
    store.write(new Map([["new", { ...buildLine(7, "new"), id: "new", position: 7.5 }]]));
    const moved = { ...buildLine(30, "moved"), position: 0.5 };
    store.write(new Map([[moved.id, moved]]));
    const ids = store.listIds();
    expect(ids).toHaveLength(lines.length);
    expect(ids.slice(0, 3)).toEqual([idOf(0), idOf(30), idOf(1)]);
    expect(ids.map(store.findIndex)).toEqual(ids.map((_, index) => index));
    expect(store.findIndex(idOf(10))).toBe(-1);
  });

  it("tells only the row that changed, and the list only when lines come or go", () => {
    const { store, idOf } = buildStore(3);
    const listeners = { a: vi.fn(), b: vi.fn(), list: vi.fn() };
    store.subscribeRow(idOf(0), listeners.a);
    store.subscribeRow(idOf(1), listeners.b);
    store.subscribeList(listeners.list);
    store.setDraft(idOf(0), "typed");
    store.write(new Map([[idOf(0), { ...buildLine(0, "saved"), revision: 1 }]]));
    expect([listeners.a.mock.calls.length, listeners.b.mock.calls.length]).toEqual([2, 0]);
    expect(listeners.list).not.toHaveBeenCalled();
  });

  it("knows which lines need a decision", () => {
    const { store, idOf } = buildStore(3);
    store.setConflict(idOf(2), { mine: "mine" });
    store.setConflict(idOf(1), { mine: "mine" });
    expect(store.listConflictIds()).toEqual([idOf(1), idOf(2)]);
    const onGone = vi.fn();
    store.onConflictGone = onGone;
    store.write(new Map([[idOf(1), null]]));
    expect(store.listConflictIds()).toEqual([idOf(2)]);
    expect(onGone).toHaveBeenCalledTimes(1);
  });
});
