import { expect, it } from "vitest";
import { DraftJournal } from "./draft-journal";

function buildStorage(initial: Record<string, string> = {}) {
  const items = new Map(Object.entries(initial));
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

it("gives back after a restart what was not saved", () => {
  const storage = buildStorage();
  new DraftJournal("doc", storage).update("a", "Hello", 3);
  expect(new DraftJournal("doc", storage).list()).toEqual({ a: { text: "Hello", revision: 3 } });
  expect(new DraftJournal("other", storage).list()).toEqual({});
});

it("keeps a draft that was typed on while an older text was being saved", () => {
  const journal = new DraftJournal("doc", buildStorage());
  journal.update("a", "Hello there", 3);
  journal.remove("a", "Hello");
  expect(journal.list()).toHaveProperty("a");
  journal.remove("a", "Hello there");
  expect(journal.list()).toEqual({});
});

it("leaves nothing behind when everything is saved", () => {
  const storage = buildStorage();
  const journal = new DraftJournal("doc", storage);
  journal.update("a", "Hello", 0);
  journal.remove("a");
  expect(storage.items.size).toBe(0);
});

it("reads a store that was meddled with as empty", () => {
  expect(new DraftJournal("doc", buildStorage({ "trax.drafts.doc": "{broken" })).list()).toEqual({});
  expect(new DraftJournal("doc", buildStorage({ "trax.drafts.doc": '{"a":1}' })).list()).toEqual({});
});

it("goes on without a store", () => {
  const journal = new DraftJournal("doc", null);
  journal.update("a", "Hello", 0);
  expect(journal.list()).toEqual({});
});
