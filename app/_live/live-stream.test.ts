import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LiveEvent } from "@/server/api/live-schema";
import { LiveStream, type OpenStream } from "./live-stream";

function buildStream() {
  const opened: { input: unknown; handlers: Parameters<OpenStream>[1]; stopped: boolean }[] = [];
  const onGap = vi.fn();
  const stream = new LiveStream((input, handlers) => {
    const entry = { input, handlers, stopped: false };
    opened.push(entry);
    return () => {
      entry.stopped = true;
    };
  }, onGap);
  const last = () => {
    const entry = opened.at(-1);
    if (!entry) throw new Error("no stream was opened");
    return entry;
  };
  return { stream, opened, onGap, last };
}

const status: LiveEvent = { kind: "status", batchId: "a", documentId: null, sourceIndex: 0 };

describe("LiveStream", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("opens one stream for all that the page watches", () => {
    const { stream, opened } = buildStream();
    stream.watch({ batchIds: ["b"] }, () => {});
    stream.watch({ batchIds: ["a", "b"], everything: true }, () => {});
    vi.advanceTimersByTime(100);
    expect(opened.map(({ input }) => input)).toEqual([
      { batchIds: ["a", "b"], documentIds: [], everything: true },
    ]);
  });

  it("hands each event to everyone who watches, and to nobody who left", () => {
    const { stream, last } = buildStream();
    const first = vi.fn();
    const second = vi.fn();
    stream.watch({ everything: true }, first);
    const leave = stream.watch({ everything: true }, second);
    vi.advanceTimersByTime(100);
    leave();
    last().handlers.onEvent(status);
    expect(first).toHaveBeenCalledWith(status);
    expect(second).not.toHaveBeenCalled();
  });

  it("closes while the tab is hidden, and asks again when it is back", () => {
    const { stream, opened, onGap, last } = buildStream();
    stream.watch({ everything: true }, () => {});
    vi.advanceTimersByTime(100);
    last().handlers.onOpen();
    expect(stream.isConnected()).toBe(true);
    stream.setVisible(false);
    expect(last().stopped).toBe(true);
    expect(stream.isConnected()).toBe(false);
    expect(onGap).not.toHaveBeenCalled();
    stream.setVisible(true);
    vi.advanceTimersByTime(100);
    expect(onGap).toHaveBeenCalledTimes(1);
    expect(opened).toHaveLength(2);
  });

  it("asks again after a connection that was lost has come back, but not after the first", () => {
    const { stream, onGap, last } = buildStream();
    stream.watch({ everything: true }, () => {});
    vi.advanceTimersByTime(100);
    last().handlers.onOpen();
    expect(onGap).not.toHaveBeenCalled();
    last().handlers.onLost();
    expect(stream.isConnected()).toBe(false);
    last().handlers.onOpen();
    expect(onGap).toHaveBeenCalledTimes(1);
  });

  it("opens anew some seconds after the stream ended for good", () => {
    const { stream, opened, last } = buildStream();
    stream.watch({ everything: true }, () => {});
    vi.advanceTimersByTime(100);
    last().handlers.onEnd();
    vi.advanceTimersByTime(1_000);
    expect(opened).toHaveLength(1);
    vi.advanceTimersByTime(5_000);
    expect(opened).toHaveLength(2);
  });

  it("stays open when a page leaves and the next watches the same", () => {
    const { stream, opened, last } = buildStream();
    const leave = stream.watch({ everything: true }, () => {});
    vi.advanceTimersByTime(100);
    leave();
    stream.watch({ everything: true }, () => {});
    vi.advanceTimersByTime(100);
    expect(opened).toHaveLength(1);
    expect(last().stopped).toBe(false);
  });
});
