import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type StartTransfer, UploadStore } from "./upload-store";

type Transfer = {
  source: Parameters<StartTransfer>[1];
  handlers: Parameters<StartTransfer>[2];
  stopped: boolean;
};

function buildStore() {
  const transfers: Transfer[] = [];
  const store = new UploadStore((_file, source, handlers) => {
    const transfer: Transfer = { source, handlers, stopped: false };
    transfers.push(transfer);
    return () => {
      transfer.stopped = true;
    };
  });
  const add = (mediaFileId: string, isResumed = false) =>
    store.add([
      {
        file: new File(["12345"], "talk.wav"),
        source: {
          mediaFileId,
          batchId: "batch",
          sourceIndex: 0,
          fileName: "talk.wav",
          sizeBytes: 5,
          isResumed,
        },
      },
    ]);
  const stateOf = (id: string) => store.find(id)?.state;
  const transfer = (index: number) => {
    const found = transfers[index];
    if (!found) throw new Error(`transfer ${index} was not started`);
    return found;
  };
  return { store, transfers, add, stateOf, transfer };
}

describe("UploadStore", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("sends two at a time and the next when one is done", () => {
    const { add, transfers, stateOf, transfer } = buildStore();
    add("a");
    add("b");
    add("c");
    expect(transfers).toHaveLength(2);
    expect(stateOf("c")).toBe("waiting");
    transfer(0).handlers.onDone();
    expect(stateOf("a")).toBe("done");
    expect(stateOf("c")).toBe("uploading");
  });

  it("gives its place away while it is paused, and goes on where the server stands", () => {
    const { store, add, stateOf, transfer, transfers } = buildStore();
    add("a");
    add("b");
    add("c");
    store.pause("a");
    expect(transfer(0).stopped).toBe(true);
    expect(stateOf("c")).toBe("uploading");
    store.resume("a");
    expect(stateOf("a")).toBe("waiting");
    transfer(1).handlers.onDone();
    expect(stateOf("a")).toBe("uploading");
    expect(transfers.at(-1)?.source.isResumed).toBe(true);
  });

  it("tries again by itself when nobody answers", () => {
    const { add, stateOf, transfer, transfers } = buildStore();
    add("a");
    transfer(0).handlers.onError({ mayPass: true, sentence: null });
    expect(stateOf("a")).toBe("offline");
    vi.advanceTimersByTime(10_000);
    expect(stateOf("a")).toBe("uploading");
    expect(transfers).toHaveLength(2);
  });

  it("shows the server's sentence when the file is refused, and does not insist", () => {
    const { store, add, stateOf, transfer, transfers } = buildStore();
    add("a");
    transfer(0).handlers.onError({ mayPass: false, sentence: "The file is too large." });
    vi.advanceTimersByTime(60_000);
    expect(stateOf("a")).toBe("failed");
    expect(store.find("a")?.message).toBe("The file is too large.");
    expect(transfers).toHaveLength(1);
  });

  it("does not listen to a transfer that was stopped", () => {
    const { store, add, stateOf, transfer } = buildStore();
    add("a");
    store.pause("a");
    transfer(0).handlers.onDone();
    transfer(0).handlers.onError({ mayPass: false, sentence: "late" });
    expect(stateOf("a")).toBe("paused");
  });

  it("forgets a removed one and starts the next", () => {
    const { store, add, stateOf, transfer } = buildStore();
    add("a");
    add("b");
    add("c");
    store.remove("a");
    expect(transfer(0).stopped).toBe(true);
    expect(stateOf("a")).toBeUndefined();
    expect(stateOf("c")).toBe("uploading");
  });

  it("tells of progress soon, but not for every byte", () => {
    const { store, add, transfer } = buildStore();
    add("a");
    const listener = vi.fn();
    store.subscribe(listener);
    for (let sent = 1; sent <= 4; sent += 1) transfer(0).handlers.onProgress(sent);
    expect(listener).not.toHaveBeenCalled();
    vi.advanceTimersByTime(300);
    expect(listener).toHaveBeenCalledTimes(1);
    expect(store.find("a")?.sentBytes).toBe(4);
  });

  it("pauses and resumes all at once, and none begins in the place of another", () => {
    const { store, add, transfers, stateOf, transfer } = buildStore();
    for (const id of ["a", "b", "c", "d"]) add(id);
    transfer(1).handlers.onError({ mayPass: true, sentence: null });
    expect(stateOf("b")).toBe("offline");
    store.pauseAll();
    expect(["a", "b", "c", "d"].map(stateOf)).toEqual(Array(4).fill("paused"));
    const started = transfers.length;
    vi.advanceTimersByTime(60_000);
    expect(transfers).toHaveLength(started);
    expect(store.countHeld()).toEqual({ moving: 0, paused: 4 });
    expect(store.listUnfinished()).toHaveLength(4);
    store.resumeAll();
    expect(transfers).toHaveLength(started + 2);
    expect(store.countHeld()).toEqual({ moving: 4, paused: 0 });
  });

  it("adds up what there is, without the refused ones", () => {
    const { store, add, transfer } = buildStore();
    for (const id of ["a", "b", "c", "d"]) add(id);
    transfer(0).handlers.onDone();
    transfer(1).handlers.onError({ mayPass: false, sentence: null });
    transfer(2).handlers.onProgress(2);
    store.pause("d");
    expect(store.getTotals()).toMatchObject({ files: 3, doneFiles: 1, unfinishedFiles: 2, progress: 7 / 15 });
    expect(store.getTotals().next.map(({ mediaFileId }) => mediaFileId)).toEqual(["c", "d"]);
    expect(store.getTotals()).toBe(store.getTotals());
    store.remove("d");
    expect(store.getTotals()).toMatchObject({ files: 2, unfinishedFiles: 1 });
  });

  it("takes 10,000 files at once and sends them all, telling only who looks at them", () => {
    const { store, transfers } = buildStore();
    const file = new File(["12345"], "talk.wav");
    const watcher = vi.fn();
    store.watch("9999", watcher);
    const all = vi.fn();
    store.subscribe(all);
    const startedMs = performance.now();
    store.add(
      Array.from({ length: 10_000 }, (_, sourceIndex) => ({
        file,
        source: {
          mediaFileId: String(sourceIndex),
          batchId: "batch",
          sourceIndex,
          fileName: "talk.wav",
          sizeBytes: 5,
          isResumed: false,
        },
      })),
    );
    expect(all).toHaveBeenCalledTimes(1);
    for (let index = 0; index < 10_000; index += 1) {
      transfers[index]?.handlers.onDone();
      store.getTotals();
    }
    // A loop over all of them at each step would be a hundred million steps.
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    expect(store.getTotals()).toMatchObject({ doneFiles: 10_000, unfinishedFiles: 0, progress: 1 });
    // Added, begun, done.
    expect(watcher).toHaveBeenCalledTimes(3);
  });
});
