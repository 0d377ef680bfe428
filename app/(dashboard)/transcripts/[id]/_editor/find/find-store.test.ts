import { expect, test, vi } from "vitest";
import type { EditorSession } from "../store/editor-session";
import { FindStore } from "./find-store";

function build(texts: Record<string, string>) {
  const run = vi.fn((command: unknown) => {
    for (const one of [command].flat() as { texts?: { segmentId: string; text: string }[] }[]) {
      for (const { segmentId, text } of one.texts ?? [one as never]) texts[segmentId] = text;
    }
    return true;
  });
  const session = {
    run,
    subscribe: () => () => {},
    segments: {
      listIds: () => Object.keys(texts),
      subscribeList: () => () => {},
      findRow: (id: string) =>
        texts[id] === undefined ? null : { segment: { text: texts[id] }, draft: null, conflict: null },
    },
  };
  const find = new FindStore(session as unknown as EditorSession);
  const look = async (text: string) => {
    find.setQuery({ text });
    find.follow()();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { find, look, run, texts };
}

test("steps through all matches, round and round", async () => {
  const { find, look } = build({ a: "cat cat", b: "dog", c: "cat" });
  await look("cat");
  expect(find.getState().count).toBe(3);
  expect(find.step(1)).toMatchObject({ lineId: "a", start: 0 });
  expect(find.step(1)).toMatchObject({ lineId: "a", start: 4 });
  expect(find.step(1)).toMatchObject({ lineId: "c", start: 0 });
  expect(find.step(1)).toMatchObject({ lineId: "a", start: 0 });
  expect(find.step(-1)).toMatchObject({ lineId: "c" });
});

test("replaces one and goes to the next, not into what it put there", async () => {
  const { find, look, texts } = build({ a: "cat cat", b: "a cat" });
  await look("cat");
  find.setReplacement("cat and cat");
  find.step(1);
  expect(await find.replaceOne()).toMatchObject({ lineId: "a", start: 12 });
  expect(texts.a).toBe("cat and cat cat");
});

test("a line that was changed meanwhile is not written over", async () => {
  const { find, look, run, texts } = build({ a: "a cat" });
  await look("cat");
  find.setReplacement("cow");
  find.step(1);
  texts.a = "no more cats";
  await find.replaceOne();
  expect(run).not.toHaveBeenCalled();
});

test("replaces all as one edit", async () => {
  const lines = Object.fromEntries(Array.from({ length: 4_500 }, (_, index) => [`l${index}`, "a cat"]));
  const { find, look, run, texts } = build(lines);
  await look("cat");
  find.setReplacement("cow");
  await find.replaceAll();
  expect(run).toHaveBeenCalledOnce();
  expect(new Set(Object.values(texts))).toEqual(new Set(["a cow"]));
  expect(find.getState().count).toBe(0);
});
