import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FindAnswer } from "./find-worker";
import { FindRunner } from "./run-find";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function buildThread() {
  return {
    postMessage: vi.fn(),
    terminate: vi.fn(),
    onmessage: null as ((event: MessageEvent<FindAnswer>) => void) | null,
    onerror: null,
  };
}
const query = (text: string, isExpression: boolean) => ({
  text,
  matchesCase: false,
  wholeWord: false,
  isExpression,
});
const request = (text: string, isExpression = true) => ({
  lines: ["a cat", "cats"],
  query: query(text, isExpression),
  replacement: null,
});
const found: FindAnswer = { kind: "found", places: new Int32Array(), changes: [] };

test("plain text needs no thread", async () => {
  const create = vi.fn();
  const answer = await new FindRunner(create).run(request("cat", false));
  expect(answer).toMatchObject({ kind: "found", places: Int32Array.of(0, 2, 5, 1, 0, 3) });
  expect(create).not.toHaveBeenCalled();
});

test("an expression that does not end is ended, with a sentence, and the next gets a thread of its own", async () => {
  const threads = [buildThread(), buildThread()];
  const create = vi.fn(() => threads[create.mock.calls.length - 1] as never);
  const runner = new FindRunner(create);
  const stuck = runner.run(request("(a+)+b"));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await stuck).toMatchObject({
    kind: "invalid",
    sentence: expect.stringContaining("stopped after 2 seconds"),
  });
  expect(threads[0]?.terminate).toHaveBeenCalledOnce();

  const next = runner.run(request("a"));
  threads[1]?.onmessage?.({ data: found } as MessageEvent<FindAnswer>);
  expect(await next).toEqual(found);
  expect(threads[1]?.terminate).not.toHaveBeenCalled();
});

test("a search that came meanwhile is the one that counts", async () => {
  const threads = [buildThread(), buildThread()];
  const create = vi.fn(() => threads[create.mock.calls.length - 1] as never);
  const runner = new FindRunner(create);
  const first = runner.run(request("a"));
  const second = runner.run(request("b"));
  expect(await first).toBeNull();
  threads[1]?.onmessage?.({ data: found } as MessageEvent<FindAnswer>);
  expect(await second).toEqual(found);
});

test("a finished thread is used again", async () => {
  const thread = buildThread();
  const create = vi.fn(() => thread as never);
  const runner = new FindRunner(create);
  for (const text of ["a", "b"]) {
    const answer = runner.run(request(text));
    thread.onmessage?.({ data: found } as MessageEvent<FindAnswer>);
    expect(await answer).toEqual(found);
  }
  expect(create).toHaveBeenCalledOnce();
});
