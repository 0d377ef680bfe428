import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Autosave } from "./autosave";

function buildAutosave() {
  const calls: { id: string; text: string; resolve: () => void; reject: (error: Error) => void }[] = [];
  const autosave = new Autosave({
    save: (id, text) => new Promise<void>((resolve, reject) => calls.push({ id, text, resolve, reject })),
    describeFailure: (error) => ({
      sentence: (error as Error).message,
      mayPass: (error as Error).message === "offline",
    }),
    onChange: () => {},
  });
  const call = (index: number) => {
    const found = calls[index];
    if (!found) throw new Error(`save ${index} was not sent`);
    return found;
  };
  return { autosave, calls, call };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe("Autosave", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("saves once after a pause in typing", async () => {
    const { autosave, calls, call } = buildAutosave();
    autosave.change("a", "H");
    await vi.advanceTimersByTimeAsync(900);
    autosave.change("a", "Hi");
    await vi.advanceTimersByTimeAsync(900);
    expect(calls).toHaveLength(0);
    expect(autosave.state).toEqual({ kind: "saving" });
    await vi.advanceTimersByTimeAsync(200);
    expect(calls.map(({ text }) => text)).toEqual(["Hi"]);
    call(0).resolve();
    await settle();
    expect(autosave.state).toEqual({ kind: "saved" });
  });

  it("has one save of a segment in flight, and the latest text wins", async () => {
    const { autosave, calls, call } = buildAutosave();
    autosave.change("a", "one");
    await vi.advanceTimersByTimeAsync(1_000);
    autosave.change("a", "two");
    await vi.advanceTimersByTimeAsync(2_000);
    autosave.change("a", "three");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(calls).toHaveLength(1);
    call(0).resolve();
    await settle();
    expect(calls.map(({ text }) => text)).toEqual(["one", "three"]);
    call(1).resolve();
    await settle();
    expect(autosave.state).toEqual({ kind: "saved" });
  });

  it("lets two segments be saved at the same time", async () => {
    const { autosave, calls } = buildAutosave();
    autosave.change("a", "one");
    autosave.change("b", "two");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(calls.map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("flushes at once and waits for what was in flight and what followed it", async () => {
    const { autosave, calls, call } = buildAutosave();
    autosave.change("a", "one");
    const first = autosave.flush();
    await settle();
    expect(calls).toHaveLength(1);
    autosave.change("a", "two");
    const done = vi.fn();
    void Promise.all([first, autosave.flush()]).then(done);
    call(0).resolve();
    await settle();
    expect(done).not.toHaveBeenCalled();
    call(1).resolve();
    await settle();
    expect(done).toHaveBeenCalledWith([true, true]);
    expect(calls.map(({ text }) => text)).toEqual(["one", "two"]);
  });

  it("keeps what could not be written, says so, and tries again", async () => {
    const { autosave, calls, call } = buildAutosave();
    autosave.change("a", "one");
    const flushed = autosave.flush();
    await settle();
    call(0).reject(new Error("offline"));
    expect(await flushed).toBe(false);
    expect(autosave.state).toEqual({ kind: "failed", sentence: "offline" });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(calls.map(({ text }) => text)).toEqual(["one", "one"]);
    call(1).resolve();
    await settle();
    expect(autosave.state).toEqual({ kind: "saved" });
  });

  it("does not insist on what was refused for good, but tries when asked", async () => {
    const { autosave, calls, call } = buildAutosave();
    autosave.change("a", "one");
    await vi.advanceTimersByTimeAsync(1_000);
    call(0).reject(new Error("deleted"));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(calls).toHaveLength(1);
    void autosave.flush();
    await settle();
    expect(calls).toHaveLength(2);
  });

  it("prefers newer text over what failed", async () => {
    const { autosave, calls, call } = buildAutosave();
    autosave.change("a", "one");
    await vi.advanceTimersByTimeAsync(1_000);
    autosave.change("a", "two");
    call(0).reject(new Error("offline"));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(calls[1]?.text).toBe("two");
  });

  it("writes nothing of what was discarded", async () => {
    const { autosave, calls } = buildAutosave();
    autosave.change("a", "one");
    autosave.discard("a");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(calls).toHaveLength(0);
    expect(autosave.state).toEqual({ kind: "saved" });
  });

  it("runs another write only after the save in flight, and saves only after that write", async () => {
    const { autosave, calls, call } = buildAutosave();
    autosave.change("a", "one");
    await vi.advanceTimersByTimeAsync(1_000);
    let finish = () => {};
    const task = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    void autosave.runAlone("a", task);
    await settle();
    expect(task).not.toHaveBeenCalled();
    call(0).resolve();
    await settle();
    expect(task).toHaveBeenCalledTimes(1);
    autosave.change("a", "two");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(calls).toHaveLength(1);
    finish();
    await settle();
    expect(calls).toHaveLength(2);
  });
});
